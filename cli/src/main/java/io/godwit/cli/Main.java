package io.godwit.cli;

import io.godwit.cli.text.MigrationProgressBar;
import java.io.PrintStream;

/** The {@code godwit} command. */
public final class Main {
  private Main() {}

  /** Runs one command and ends the process with its exit status. */
  public static void main(String[] args) {
    System.exit(run(args, Surroundings.ofProcess()));
  }

  /**
   * Runs one command in this process.
   *
   * @param out for results
   * @param err for problems and progress
   * @return the exit status: 0, 2 for a command line that makes no sense, or that of the problem's
   *     {@link io.godwit.model.error.ErrorKind}
   */
  public static int run(String[] args, PrintStream out, PrintStream err) {
    return run(args, Surroundings.of(out, err));
  }

  /** A bar on this process's standard error: redrawn on a terminal, plain lines elsewhere. */
  public static MigrationProgressBar progressBar() {
    Surroundings around = Surroundings.ofProcess();
    return switch (around.err().device()) {
      case TERMINAL ->
          MigrationProgressBar.redrawn(
              around.err().stream(), around.width(), around.err().colour());
      case STREAM -> MigrationProgressBar.plain(around.err().stream());
    };
  }

  static int run(String[] args, Surroundings around) {
    if (args.length == 1 && (args[0].equals("--version") || args[0].equals("-V"))) {
      around.out().line(Version.text());
      return 0;
    }
    if (args.length == 0) {
      return Godwit.help(around);
    }
    return Godwit.commandLine(around).execute(args);
  }
}
