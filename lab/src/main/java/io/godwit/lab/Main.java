package io.godwit.lab;

import io.godwit.model.error.GodwitException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * The part of {@code godwit lab} that runs inside the sandbox: {@code demo} and {@code up}. The
 * launcher {@code bin/godwit-lab} knows the other verbs.
 */
@Command(
    name = "godwit lab",
    subcommands = {DemoCommand.class, UpCommand.class},
    synopsisSubcommandLabel = "(demo | up | status | exec | down)")
public final class Main implements Runnable {
  @CommandLine.Spec private CommandLine.Model.@org.jspecify.annotations.Nullable CommandSpec spec;

  private Main() {}

  public static void main(String[] arguments) {
    Keeper.endWithForeground();
    CommandLine command = new CommandLine(new Main());
    command.setExecutionExceptionHandler((failure, line, parsed) -> {
      if (failure instanceof LabException || failure instanceof GodwitException) {
        line.getErr().println("godwit lab: " + failure.getMessage());
      } else {
        failure.printStackTrace(line.getErr());
      }
      return 1;
    });
    int status = command.execute(arguments);
    Keeper.report(status);
    Runtime.getRuntime().halt(status); // what is left ends with the sandbox
  }

  @Override
  public void run() {
    if (spec != null) {
      throw new CommandLine.ParameterException(spec.commandLine(), "Say what to do: demo or up.");
    }
  }
}
