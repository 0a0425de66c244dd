package io.godwit.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code godwit password}. */
@Command(
    name = "password",
    description = "Chooses your own password, and ends all your other logins.")
final class PasswordCommand implements Callable<Integer> {
  @ParentCommand
  @SuppressWarnings("NullAway.Init")
  private Godwit godwit;

  @Option(
      names = "--current-file",
      paramLabel = "FILE",
      description = "Its first line is the password as it is; - reads standard input.")
  private @Nullable Path currentFile;

  @Option(
      names = "--password-file",
      paramLabel = "FILE",
      description = "Its first line is the new one; - reads standard input.")
  private @Nullable Path passwordFile;

  @Override
  public Integer call() {
    SecretInput secrets = new SecretInput(godwit.around().prompt());
    String current = secrets.existing(currentFile, "Current password: ", "--current-file");
    String fresh =
        secrets.chosen(passwordFile, "New password, 12 characters or more: ", "--password-file");
    godwit.ask(Godwit.nothing(client -> client.identities().choosePassword(current, fresh)));
    godwit.say("The new password is the one from now on; your other logins have ended.");
    return 0;
  }
}
