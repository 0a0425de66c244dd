package io.godwit.cli;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** {@code godwit help}: the same as {@code --help} behind the verb. */
@Command(name = "help", description = "Shows the help of a command, as of 'vm migrate'.")
final class HelpCommand implements Callable<Integer> {
  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Parameters(paramLabel = "COMMAND", arity = "0..*", description = "Its words.")
  private List<String> words = List.of();

  @Override
  public Integer call() {
    CommandLine found = spec.root().commandLine();
    for (String word : words) {
      CommandLine inner = found.getSubcommands().get(word);
      if (inner == null) {
        throw new UnmatchedArgumentException(found, List.of(word));
      }
      found = inner;
    }
    found.usage(found.getOut());
    return 0;
  }
}
