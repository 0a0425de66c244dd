package io.godwit.cli.manual;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** Makes the manual pages of a command. */
public final class ManualPages {
  private static final String SECTION = ".1";

  private final String version;
  private final Map<String, List<String>> chapters = new LinkedHashMap<>();

  /**
   * @param version stands at the foot of each page
   */
  public ManualPages(String version) {
    this.version = version;
  }

  /** Adds a chapter to the command's own page: entries of a term and what it is. */
  public ManualPages chapter(String heading, String... termsAndMeanings) {
    chapters.put(heading, List.of(termsAndMeanings));
    return this;
  }

  /** Every page by the name of its file. */
  public SortedMap<String, String> of(CommandLine root) {
    SortedMap<String, String> pages = new TreeMap<>();
    pages.put(root.getCommandName() + SECTION, rootPage(root));
    for (CommandLine each : verbs(root)) {
      String name = root.getCommandName() + "-" + each.getCommandName();
      pages.put(name + SECTION, page(name, each));
    }
    return pages;
  }

  private String rootPage(CommandLine root) {
    Page page = new Page(root.getCommandName(), version);
    CommandSpec spec = root.getCommandSpec();
    page.name(described(spec));
    page.heading("SYNOPSIS");
    page.synopsis(spec);
    page.heading("DESCRIPTION");
    page.text(Page.lines(spec.usageMessage().description()));
    page.heading("COMMANDS");
    for (CommandLine each : verbs(root)) {
      page.entry(
          root.getCommandName() + "-" + each.getCommandName() + "(1)",
          described(each.getCommandSpec()));
    }
    page.heading("OPTIONS");
    page.text("They go with every command, behind it or before it.");
    page.options(spec);
    chapters.forEach((heading, entries) -> {
      page.heading(heading);
      for (int i = 0; i + 1 < entries.size(); i += 2) {
        page.entry(entries.get(i), entries.get(i + 1));
      }
    });
    page.footer(spec);
    return page.toString();
  }

  private String page(String name, CommandLine command) {
    Page page = new Page(name, version);
    CommandSpec spec = command.getCommandSpec();
    page.name(described(spec));
    page.heading("SYNOPSIS");
    List<CommandLine> verbs = verbs(command);
    if (verbs.isEmpty()) {
      page.synopsis(spec);
    } else {
      verbs.forEach(verb -> page.synopsis(verb.getCommandSpec()));
    }
    page.heading("DESCRIPTION");
    page.text(Page.lines(spec.usageMessage().description()));
    if (verbs.isEmpty()) {
      page.arguments(spec);
    } else {
      page.heading("VERBS");
      for (CommandLine verb : verbs) {
        page.verb(verb.getCommandSpec());
      }
    }
    page.footer(spec);
    page.heading("SEE ALSO");
    page.text("godwit(1), for the options that go with every command and the exit status.");
    return page.toString();
  }

  private static List<CommandLine> verbs(CommandLine command) {
    return command.getSubcommands().values().stream()
        .filter(each -> !each.getCommandSpec().usageMessage().hidden())
        .distinct()
        .toList();
  }

  /** The first line of the description; it stands alone in lists. */
  private static String described(CommandSpec spec) {
    String[] lines = spec.usageMessage().description();
    String text = lines.length == 0 ? "" : lines[0].strip();
    return text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
  }
}
