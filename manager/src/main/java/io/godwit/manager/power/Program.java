package io.godwit.manager.power;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs a program to its end, and no longer than its deadline. */
final class Program {
  /** What of its output may matter; drivers answer in a line. */
  private static final int MOST_OUTPUT = 4096;

  private final String what;
  private final Duration deadline;

  /**
   * @param what is tried, as a part of a sentence: {@code switch h3 on by ipmi at 10.0.9.11}
   */
  Program(String what, Duration deadline) {
    this.what = what;
    this.deadline = deadline;
  }

  /**
   * Runs it. What it writes to its output and errors is one text.
   *
   * @param environment added to ours; not shown anywhere
   * @return the text
   * @throws io.godwit.model.error.GodwitException POWER_SWITCH_FAILED if it cannot be started, is
   *     not done in time or says that it failed
   */
  String run(List<String> command, Map<String, String> environment) throws InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    Process process;
    try {
      process = builder.start();
      process.getOutputStream().close();
    } catch (IOException absent) {
      throw PowerFailure.of(what, command.getFirst() + " cannot be run: " + absent.getMessage());
    }
    StringBuilder said = new StringBuilder();
    Thread reader = Thread.ofVirtual().start(() -> read(process.getInputStream(), said));
    try {
      if (!process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
        throw PowerFailure.of(
            what,
            command.getFirst()
                + " was not done after "
                + deadline.toSeconds()
                + " s, and was ended");
      }
      reader.join(Duration.ofSeconds(1));
      String text = text(said);
      if (process.exitValue() != 0) {
        throw PowerFailure.of(
            what,
            String.format(
                Locale.ROOT,
                "%s ended with status %d%s",
                command.getFirst(),
                process.exitValue(),
                text.isEmpty() ? "" : " and said: " + text));
      }
      return text;
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  private static void read(InputStream from, StringBuilder into) {
    byte[] part = new byte[512];
    try (from) {
      for (int n = from.read(part); n >= 0; n = from.read(part)) {
        synchronized (into) {
          if (into.length() < MOST_OUTPUT) {
            into.append(new String(part, 0, n, StandardCharsets.UTF_8));
          }
        }
      }
    } catch (IOException ended) {
      // It was ended; what it said until then is there.
    }
  }

  private static String text(StringBuilder said) {
    synchronized (said) {
      return said.toString().strip().replaceAll("\\s+", " ");
    }
  }
}
