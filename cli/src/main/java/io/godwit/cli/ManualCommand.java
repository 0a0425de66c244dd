package io.godwit.cli;

import io.godwit.cli.manual.ManualPages;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code godwit manual}: what the distribution's manual pages are made with. */
@Command(
    name = "manual",
    hidden = true,
    description = "Writes the manual pages of all commands into a folder.")
final class ManualCommand implements Callable<Integer> {
  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Parameters(paramLabel = "FOLDER", description = "As share/man/man1.")
  @SuppressWarnings("NullAway.Init")
  private Path folder;

  @Override
  public Integer call() {
    try {
      Files.createDirectories(folder);
      for (Map.Entry<String, String> page : pages(spec.root().commandLine()).entrySet()) {
        Files.writeString(folder.resolve(page.getKey()), page.getValue());
      }
    } catch (IOException unwritable) {
      throw new GodwitException(
          ErrorCode.REQUEST_MALFORMED,
          "The pages cannot be written: " + unwritable + ".",
          "Name a folder of yours.");
    }
    return 0;
  }

  static Map<String, String> pages(CommandLine root) {
    return new ManualPages(Version.text())
        .chapter(
            "ENVIRONMENT",
            "GODWIT_SERVER",
            "The managers, with commas between them, where neither --server nor --context is given.",
            "GODWIT_AUTHORITY",
            "Whose managers to believe: a fingerprint, or a file with their certificate.",
            "GODWIT_TOKEN",
            "Who calls.",
            "GODWIT_CONTEXT",
            "The context, where none of the above says where to call. 'lab' is the kept lab.",
            "NO_COLOR",
            "If it is set to anything, nothing is written in colour.",
            "GODWIT_DEBUG",
            "If it is set, errors come with where they happened in the program.")
        .chapter(
            "FILES",
            "~/.config/godwit/config.yaml",
            "The contexts, with tokens; XDG_CONFIG_HOME moves it. It is not read while others can.")
        .chapter(
            "EXIT STATUS",
            "0",
            "Done.",
            "2",
            "The command line makes no sense.",
            "3",
            "Refused; nothing changed.",
            "4",
            "Not now; nothing changed. Try later.",
            "5",
            "Failed and undone.",
            "6",
            "The outcome is unknown. Look before you repeat.",
            "70",
            "A defect of Godwit.",
            "130",
            "Stopped watching, by Ctrl-C. What was watched goes on.")
        .of(root);
  }
}
