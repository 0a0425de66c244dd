package io.godwit.manager;

import io.godwit.manager.identity.FirstStart;
import io.godwit.manager.identity.gate.Accounts;
import io.godwit.model.error.GodwitException;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * How the first administrator comes to a password where there is no user yet: from a file, for
 * those who install by program, or drawn and printed once. The file is not read again and can be
 * removed.
 *
 * @param file its first line is the password
 * @param announce prints a sentence that holds the drawn one
 */
record FirstPassword(Optional<Path> file, Consumer<String> announce) {
  /** The longest password and its end of line, in UTF-8. */
  private static final int MAX_BYTES = 8192;

  /**
   * Makes the administrator, if there is nobody.
   *
   * @throws IOException if the file does not have a password
   */
  void give(Accounts accounts) throws IOException {
    if (!FirstStart.isDue(accounts.now())) {
      return;
    }
    try {
      accounts.firstStart(file.isEmpty() ? null : read(file.get())).ifPresent(announce);
    } catch (GodwitException unfit) {
      throw new IOException(
          "the first administrator was not made: " + unfit.problem().detail(), unfit);
    }
  }

  private static String read(Path file) throws IOException {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new IOException("initialAdminPasswordFile " + file + " is too long for a password");
      }
      return Files.readString(file).lines().findFirst().orElse("");
    } catch (NoSuchFileException | MalformedInputException notThere) {
      throw new IOException("initialAdminPasswordFile " + file + " cannot be read", notThere);
    }
  }
}
