package io.godwit.cli;

import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code godwit completion}. */
@Command(
    name = "completion",
    description = "Prints a script that completes godwit's commands in a shell.",
    footer = {
      "",
      "bash: source <(godwit completion bash)",
      "zsh:  source <(godwit completion zsh)"
    })
final class CompletionCommand implements Runnable {
  @ParentCommand
  @SuppressWarnings("NullAway.Init")
  private Godwit godwit;

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Parameters(paramLabel = "SHELL", description = "${COMPLETION-CANDIDATES}.")
  @SuppressWarnings({"NullAway.Init", "UnusedVariable"})
  private Shell shell;

  @Override
  public void run() {
    // One script serves both: it loads bash's way of completing when it finds itself in zsh.
    String script = AutoComplete.bash("godwit", spec.root().commandLine());
    godwit.around().out().stream().print(script);
    godwit.around().out().stream().flush();
  }

  /** Shells with a script. */
  enum Shell {
    BASH("bash"),
    ZSH("zsh");

    private final String word;

    Shell(String word) {
      this.word = word;
    }

    @Override
    public String toString() {
      return word;
    }
  }
}
