package io.godwit.cli;

import io.godwit.cli.context.Context;
import io.godwit.cli.context.ContextFile;
import io.godwit.cli.text.Words;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.error.Problem;
import io.godwit.model.host.DatastoreName;
import io.godwit.model.host.HostId;
import io.godwit.model.identity.GrantId;
import io.godwit.model.identity.TokenId;
import io.godwit.model.identity.UserName;
import io.godwit.model.migration.MigrationId;
import io.godwit.model.unit.DataRate;
import io.godwit.model.unit.DataSize;
import io.godwit.model.vm.DiskFormat;
import io.godwit.model.vm.VmName;
import io.godwit.protocol.api.ProblemView;
import io.godwit.protocol.client.ApiClient;
import java.io.PrintWriter;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command's root: its global options and what all commands share. */
@Command(
    name = "godwit",
    description = "Moves running virtual machines between hosts.",
    versionProvider = Version.class,
    subcommands = {
      HostCommands.class,
      ManagerCommands.class,
      VmCommands.class,
      ClusterCommands.class,
      PoolCommands.class,
      FolderCommands.class,
      TagCommands.class,
      RuleCommands.class,
      DatastoreCommands.class,
      NetworkCommands.class,
      MigrationCommands.class,
      PlanCommands.class,
      PowerCommands.class,
      TaskCommands.class,
      EventCommands.class,
      SimCommand.class,
      UserCommands.class,
      TokenCommands.class,
      GrantCommands.class,
      LoginCommand.class,
      LogoutCommand.class,
      ContextCommands.class,
      WhoamiCommand.class,
      PasswordCommand.class,
      CompletionCommand.class,
      HelpCommand.class,
      ManualCommand.class
    },
    footer = {
      "",
      "'godwit lab' makes a data center on this machine to try it on: 'godwit lab help'.",
      "Exit status: 0 done, 2 usage, 3 refused, 4 try later, 5 failed and undone,",
      "6 outcome unknown, 70 a defect of Godwit, 130 stopped watching."
    })
final class Godwit {
  @Option(
      names = "--server",
      paramLabel = "URL",
      scope = ScopeType.INHERIT,
      split = ",",
      description =
          "The managers, or one of them; else --context, GODWIT_SERVER, GODWIT_CONTEXT, the current"
              + " context, the kept lab, https://127.0.0.1:8080.")
  @Nullable List<URI> servers;

  @Option(
      names = "--context",
      paramLabel = "CONTEXT",
      scope = ScopeType.INHERIT,
      description = "Which of the data centers of 'godwit context list'; GODWIT_CONTEXT.")
  @Nullable String context;

  @Option(
      names = "--authority",
      paramLabel = "FINGERPRINT|FILE",
      scope = ScopeType.INHERIT,
      description =
          "Whose managers to believe: the fingerprint that a manager prints when it starts, or its"
              + " ca.pem. GODWIT_AUTHORITY, the context's, or what this machine believes.")
  @Nullable String authority;

  @Option(
      names = "--token",
      paramLabel = "TOKEN",
      scope = ScopeType.INHERIT,
      description =
          "Who calls; better in GODWIT_TOKEN, where others of this machine do not see it.")
  @Nullable String token;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      scope = ScopeType.INHERIT,
      defaultValue = "table",
      description = "How to print results: ${COMPLETION-CANDIDATES}.")
  Format format = Format.TABLE;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Shows this help.")
  boolean help;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Says which Godwit this is.")
  boolean version;

  private final Surroundings around;

  private Godwit(Surroundings around) {
    this.around = around;
  }

  static CommandLine commandLine(Surroundings around) {
    Godwit godwit = new Godwit(around);
    CommandLine line = new CommandLine(godwit);
    line.setCaseInsensitiveEnumValuesAllowed(true); // guides write them in lower case
    converter(line, Format.class, Format::parse);
    converter(line, URI.class, Context::server);
    converter(line, HostId.class, HostId::new);
    converter(line, VmName.class, VmName::new);
    converter(line, DatastoreName.class, DatastoreName::new);
    converter(line, MigrationId.class, MigrationId::new);
    converter(line, UserName.class, UserName::new);
    converter(line, TokenId.class, TokenId::new);
    converter(line, GrantId.class, GrantId::new);
    converter(line, DataSize.class, DataSize::parse);
    converter(line, DataRate.class, Quantities::rate);
    converter(line, Duration.class, Quantities::duration);
    converter(line, DiskFormat.class, Godwit::diskFormat);
    line.setOut(new PrintWriter(around.out().stream(), true, around.out().stream().charset()));
    line.setErr(new PrintWriter(around.err().stream(), true, around.err().stream().charset()));
    line.setColorScheme(
        CommandLine.Help.defaultColorScheme(
            switch (around.out().colour()) {
              case ON -> Ansi.ON;
              case OFF -> Ansi.OFF;
            }));
    line.setParameterExceptionHandler((wrong, args) -> godwit.refuse(wrong));
    line.setExecutionExceptionHandler((thrown, command, parsed) -> godwit.report(thrown));
    return line;
  }

  /** The command alone. */
  static int help(Surroundings around) {
    commandLine(around).usage(around.out().stream());
    return 0;
  }

  Surroundings around() {
    return around;
  }

  Target target() {
    return Target.of(
        new Target.Flags(servers, context, authority, token),
        around.environment(),
        () -> contextFile().read());
  }

  /** The context that was named for this command or in this shell, if one was. */
  @Nullable String contextName() {
    String inShell = around.environment().getOrDefault("GODWIT_CONTEXT", "");
    return context != null ? context : inShell.isBlank() ? null : inShell;
  }

  /** The authority that was named for this command or in this shell; blank if none was. */
  String statedAuthority() {
    return authority != null
        ? authority
        : around.environment().getOrDefault("GODWIT_AUTHORITY", "");
  }

  ContextFile contextFile() {
    return ContextFile.of(around.environment());
  }

  /** Calls the manager. */
  <T> T ask(Function<ApiClient, T> call) {
    try (ApiClient client = target().client()) {
      return call.apply(client);
    }
  }

  /** Calls the manager and prints its answer. */
  <T> int show(Function<ApiClient, T> call, Function<T, Iterable<String>> inWords) {
    print(ask(call), inWords);
    return 0;
  }

  <T> void print(T answer, Function<T, Iterable<String>> inWords) {
    switch (format) {
      case TABLE -> around.out().lines(inWords.apply(answer));
      case JSON, YAML -> around.out().line(format.document(answer));
    }
  }

  /** A sentence for people; a program that reads the output has the exit status. */
  void say(String sentence) {
    if (format == Format.TABLE) {
      around.out().line(sentence);
    }
  }

  /** The same about something that is not the result. */
  void note(String sentence) {
    if (format == Format.TABLE) {
      around.err().line(sentence);
    }
  }

  /** Says on standard error why a list is not whole. */
  void noteMissing(@Nullable ProblemView why) {
    if (why != null) {
      around
          .err()
          .line(
              "What is older could not be read: "
                  + Words.of(why.detail())
                  + " "
                  + Words.of(why.next()));
    }
  }

  /** Prints a problem on standard error. */
  void printProblem(ProblemView problem) {
    new ProblemBlock(around.err(), format).print(problem);
  }

  private int report(Exception thrown) {
    Problem problem =
        thrown instanceof GodwitException ours
            ? ours.problem()
            : new Problem(
                ErrorCode.INTERNAL,
                "The command itself failed: " + thrown + ".",
                "Run it again with GODWIT_DEBUG=1 and report what it prints.");
    printProblem(ProblemView.of(problem));
    if (System.getenv("GODWIT_DEBUG") != null) {
      thrown.printStackTrace(around.err().stream());
    }
    return problem.code().exitStatus();
  }

  private int refuse(ParameterException wrong) {
    Sink err = around.err();
    if (isGroupWithoutVerb(wrong)) {
      wrong.getCommandLine().usage(err.stream());
      return CommandLine.ExitCode.USAGE;
    }
    err.line(err.colour().red("error:") + " " + wrong.getMessage());
    UnmatchedArgumentException.printSuggestions(wrong, wrong.getCommandLine().getErr());
    err.line("next: See '" + wrong.getCommandLine().getCommandSpec().qualifiedName() + " --help'.");
    return CommandLine.ExitCode.USAGE;
  }

  /** picocli has no type of its own for "Missing required subcommand". */
  private static boolean isGroupWithoutVerb(ParameterException wrong) {
    boolean group = !wrong.getCommandLine().getSubcommands().isEmpty();
    return group && wrong.getClass() == ParameterException.class;
  }

  private static DiskFormat diskFormat(String text) {
    return switch (text) {
      case "qcow2" -> DiskFormat.QCOW2;
      case "raw" -> DiskFormat.RAW;
      default -> throw new IllegalArgumentException("a disk's format is qcow2 or raw");
    };
  }

  private static <T> void converter(CommandLine line, Class<T> type, Function<String, T> parse) {
    ITypeConverter<T> converter = text -> orRefused(() -> parse.apply(text));
    line.registerConverter(type, converter);
  }

  /** picocli shows this exception's message alone, and others with their class. */
  static <T> T orRefused(Supplier<T> parse) {
    try {
      return parse.get();
    } catch (IllegalArgumentException invalid) {
      throw new TypeConversionException(invalid.getMessage());
    }
  }

  /** How results are printed. */
  enum Format {
    TABLE("table"),
    JSON("json"),
    YAML("yaml");

    private final String word;

    Format(String word) {
      this.word = word;
    }

    static Format parse(String text) {
      for (Format format : values()) {
        if (format.word.equals(text)) {
          return format;
        }
      }
      throw new IllegalArgumentException(
          "'" + text + "' is not a format; write table, json or yaml");
    }

    /** A value as the API has it, for programs. */
    String document(Object value) {
      return this == YAML ? PrettyYaml.of(value) : PrettyJson.of(value);
    }

    /** The same as one of many: JSON on a line of its own, YAML behind a separator. */
    String oneOfMany(Object value) {
      return this == YAML ? "---\n" + PrettyYaml.of(value) : PrettyJson.line(value);
    }

    @Override
    public String toString() {
      return word;
    }
  }

  /** For calls whose answer is nothing. */
  static Function<ApiClient, String> nothing(Consumer<ApiClient> call) {
    return client -> {
      call.accept(client);
      return "";
    };
  }
}
