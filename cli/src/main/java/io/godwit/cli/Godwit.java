package io.godwit.cli;

import io.godwit.cli.text.Words;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.error.Problem;
import io.godwit.model.host.HostId;
import io.godwit.model.migration.MigrationId;
import io.godwit.model.unit.DataRate;
import io.godwit.model.unit.DataSize;
import io.godwit.model.vm.VmName;
import io.godwit.protocol.api.ProblemView;
import io.godwit.protocol.client.ApiClient;
import io.godwit.protocol.client.Credentials;
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
      TaskCommands.class,
      EventCommands.class,
      CompletionCommand.class
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
      defaultValue = "${env:GODWIT_SERVER:-https://127.0.0.1:8080}",
      description = "The manager; GODWIT_SERVER, or https://127.0.0.1:8080.")
  URI server = URI.create("https://127.0.0.1:8080");

  @Option(
      names = "--authority",
      paramLabel = "FINGERPRINT|FILE",
      scope = ScopeType.INHERIT,
      defaultValue = "${env:GODWIT_AUTHORITY:-}",
      description = {
        "Whose managers to believe: the fingerprint that a manager prints when it starts, or its",
        "ca.pem. GODWIT_AUTHORITY, or what this machine believes."
      })
  String authority = "";

  @Option(
      names = "--token",
      paramLabel = "TOKEN",
      scope = ScopeType.INHERIT,
      defaultValue = "${env:GODWIT_TOKEN}",
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
    converter(line, Format.class, Format::parse);
    converter(line, URI.class, Godwit::serverAddress);
    converter(line, HostId.class, HostId::new);
    converter(line, VmName.class, VmName::new);
    converter(line, MigrationId.class, MigrationId::new);
    converter(line, DataSize.class, DataSize::parse);
    converter(line, DataRate.class, Quantities::rate);
    converter(line, Duration.class, Quantities::duration);
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

  Surroundings around() {
    return around;
  }

  private Credentials credentials() {
    try {
      return Credentials.ofToken(token);
    } catch (IllegalArgumentException mistyped) {
      throw new GodwitException(
          ErrorCode.UNAUTHENTICATED,
          "What --token or GODWIT_TOKEN has is no token: " + mistyped.getMessage() + ".",
          "Copy it again.");
    }
  }

  /** Calls the manager. */
  <T> T ask(Function<ApiClient, T> call) {
    try (ApiClient client =
        new ApiClient(List.of(server), ManagerTrust.of(authority), credentials())) {
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
      case JSON -> around.out().line(PrettyJson.of(answer));
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
    err.line(err.colour().red("error:") + " " + wrong.getMessage());
    UnmatchedArgumentException.printSuggestions(wrong, wrong.getCommandLine().getErr());
    err.line("next: See '" + wrong.getCommandLine().getCommandSpec().qualifiedName() + " --help'.");
    return CommandLine.ExitCode.USAGE;
  }

  private static URI serverAddress(String text) {
    URI address = URI.create(text);
    String scheme = address.getScheme();
    boolean http = "http".equals(scheme) || "https".equals(scheme);
    if (!http || address.getHost() == null) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a manager's address; write it as http://10.0.0.1:8080");
    }
    return address;
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
    JSON("json");

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
      throw new IllegalArgumentException("'" + text + "' is not a format; write table or json");
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
