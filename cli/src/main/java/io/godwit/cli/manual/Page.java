package io.godwit.cli.manual;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** One manual page, in the macros of man(7). Not for several threads. */
final class Page {
  private final StringBuilder out = new StringBuilder();
  private final String name;

  Page(String name, String version) {
    this.name = name;
    out.append(".TH ")
        .append(quoted(name.toUpperCase(Locale.ROOT)))
        .append(" 1 \"\" ")
        .append(quoted(version))
        .append(" \"Godwit\"\n");
  }

  /** The line that whatis(1) and apropos(1) find. */
  void name(String description) {
    heading("NAME");
    out.append(text(name, "")).append(" \\- ").append(text(description, "")).append('\n');
  }

  void heading(String words) {
    out.append(".SH ").append(quoted(words)).append('\n');
  }

  void text(String words) {
    if (!words.isBlank()) {
      out.append(line(words));
    }
  }

  /** A term, and what it is behind it or below. */
  void entry(String term, String meaning) {
    out.append(".TP\n.B ").append(text(term, "")).append('\n').append(line(meaning));
  }

  void synopsis(CommandSpec spec) {
    out.append(".PP\n.B ").append(text(spec.qualifiedName(), "")).append('\n');
    List<String> words = new ArrayList<>();
    for (OptionSpec option : own(spec)) {
      if (option.required()) {
        words.add(option.longestName() + " " + option.paramLabel());
      }
    }
    if (own(spec).stream().anyMatch(option -> !option.required())) {
      words.add("[OPTION]...");
    }
    if (!spec.subcommands().isEmpty()) {
      words.add("COMMAND");
    }
    for (PositionalParamSpec each : spec.positionalParameters()) {
      String label = each.paramLabel() + (each.arity().max() > 1 ? "..." : "");
      words.add(each.required() ? label : "[" + label + "]");
    }
    if (!words.isEmpty()) {
      out.append(line(String.join(" ", words)));
    }
  }

  void verb(CommandSpec spec) {
    out.append(".SS ").append(quoted(spec.name())).append('\n');
    text(lines(spec.usageMessage().description()));
    arguments(spec);
    footer(spec);
  }

  void arguments(CommandSpec spec) {
    spec.positionalParameters().forEach(each -> entry(each.paramLabel(), described(each)));
    options(spec);
  }

  void options(CommandSpec spec) {
    List<OptionSpec> options =
        spec.parent() == null ? spec.options().stream().filter(Page::isShown).toList() : own(spec);
    for (OptionSpec option : options) {
      String names = String.join(", ", option.names());
      boolean valued = option.arity().max() > 0;
      entry(valued ? names + " " + option.paramLabel() : names, described(option));
    }
  }

  /** Lines of the footer stay lines: there are examples in it. */
  void footer(CommandSpec spec) {
    String[] footer = spec.usageMessage().footer();
    if (footer.length == 0) {
      return;
    }
    out.append(".PP\n.nf\n");
    for (String each : footer) {
      out.append(each.isBlank() ? "\n" : line(each));
    }
    out.append(".fi\n");
  }

  /** Those that are not the whole command's. */
  private static List<OptionSpec> own(CommandSpec spec) {
    return spec.options().stream()
        .filter(option -> isShown(option) && !option.inherited() && !option.usageHelp())
        .toList();
  }

  private static boolean isShown(OptionSpec option) {
    return !option.hidden();
  }

  private static String described(ArgSpec argument) {
    return lines(argument.description());
  }

  static String lines(String[] description) {
    return Arrays.stream(description).map(String::strip).collect(Collectors.joining(" "));
  }

  private static String line(String words) {
    return text(words, "") + "\n";
  }

  /** In quotation marks, for an argument of a macro. */
  private static String quoted(String words) {
    return '"' + text(words, "\"") + '"';
  }

  /**
   * Text that roff takes as it is: a hyphen is one that can be copied, a backslash is one, and no
   * line begins with what would be a macro.
   *
   * @param doubled what has to be written twice
   */
  private static String text(String words, String doubled) {
    StringBuilder text = new StringBuilder();
    if (words.startsWith(".") || words.startsWith("'")) {
      text.append("\\&");
    }
    words
        .codePoints()
        .forEach(c -> {
          switch (c) {
            case '\\' -> text.append("\\e");
            case '-' -> text.append("\\-");
            case '\'' -> text.append("\\(aq");
            case '~' -> text.append("\\(ti");
            case '^' -> text.append("\\(ha");
            case '`' -> text.append("\\(ga");
            case '\n' -> text.append(' ');
            default -> {
              if (c < 0x80) {
                String one = Character.toString(c);
                text.append(doubled.equals(one) ? one + one : one);
              } else {
                text.append(String.format(Locale.ROOT, "\\[u%04X]", c));
              }
            }
          }
        });
    return text.toString();
  }

  @Override
  public String toString() {
    return out.toString();
  }
}
