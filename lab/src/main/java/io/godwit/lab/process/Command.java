package io.godwit.lab.process;

import io.godwit.lab.LabException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs a program to its end. */
public final class Command {
  private static final Duration DEADLINE = Duration.ofSeconds(20);

  private Command() {}

  /** Runs it with nothing on its standard input. */
  public static String run(String... command) throws InterruptedException {
    return run(List.of(command), "");
  }

  /**
   * Runs it and returns what it wrote.
   *
   * @throws LabException if it fails, cannot be started or takes longer than 20 s
   */
  public static String run(List<String> command, String input) throws InterruptedException {
    try {
      Path output = Files.createTempFile("command", ".out");
      try {
        Process process =
            new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try (OutputStream in = process.getOutputStream()) {
          in.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException endedEarly) {
          // Its status and what it wrote say why.
        }
        if (!process.waitFor(DEADLINE.toMillis(), TimeUnit.MILLISECONDS)) {
          process.destroyForcibly();
          throw new LabException(
              "'" + String.join(" ", command) + "' did not end in " + DEADLINE.toSeconds() + " s.");
        }
        String said = Files.readString(output);
        if (process.exitValue() != 0) {
          throw new LabException(
              "'" + String.join(" ", command) + "' failed: " + said.strip() + ".");
        }
        return said;
      } finally {
        Files.deleteIfExists(output);
      }
    } catch (IOException broken) {
      throw new LabException(
          "Cannot run '" + command.getFirst() + "': " + broken.getMessage() + ".", broken);
    }
  }
}
