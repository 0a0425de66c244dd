package io.godwit.agent.platform;

import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@link Commands} as real processes. Output goes through a pipe that is read to its end. */
public final class HostCommands implements Commands {
  /** A forwarding table of 10,000 entries, shown as JSON. */
  private static final int MAX_OUTPUT_BYTES = 2 * 1024 * 1024;

  @Override
  public Outcome run(List<String> command, String input, Duration deadline)
      throws InterruptedException {
    Process process = start(command);
    try {
      Thread killer =
          Thread.ofVirtual()
              .name("deadline-" + command.getFirst())
              .start(() -> killAfter(process, deadline));
      Outcome outcome = feedAndRead(command, process, input);
      killer.interrupt();
      return outcome;
    } finally {
      process.destroyForcibly();
    }
  }

  private static Process start(List<String> command) {
    try {
      return new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException missing) {
      throw failed(command, "could not be started: " + missing.getMessage());
    }
  }

  private static Outcome feedAndRead(List<String> command, Process process, String input)
      throws InterruptedException {
    try {
      try (OutputStream stdin = process.getOutputStream()) {
        stdin.write(input.getBytes(StandardCharsets.UTF_8));
      } catch (IOException endedEarly) {
        // It did not want its input; its status says whether that was right.
      }
      byte[] output = process.getInputStream().readNBytes(MAX_OUTPUT_BYTES);
      // To its end; a skip may stop after what was read ahead, and the command wait for ever.
      process.getInputStream().transferTo(OutputStream.nullOutputStream());
      int status = process.waitFor();
      if (status == 128 + 9) {
        throw failed(command, "did not end in time and was killed");
      }
      return new Outcome(status, new String(output, StandardCharsets.UTF_8));
    } catch (IOException broken) {
      throw failed(command, "broke off: " + broken.getMessage());
    }
  }

  private static void killAfter(Process process, Duration deadline) {
    try {
      if (!process.waitFor(deadline.toNanos(), TimeUnit.NANOSECONDS)) {
        // Not the process's own method, which closes the stream that is being read.
        process.toHandle().destroyForcibly();
      }
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }

  private static GodwitException failed(List<String> command, String how) {
    return new GodwitException(
        ErrorCode.HOST_SETUP_FAILED,
        "The command '" + command.getFirst() + "' " + how + ".",
        "Check that the package that brings it is installed on this host.");
  }
}
