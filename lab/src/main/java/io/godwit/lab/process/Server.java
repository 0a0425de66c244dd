package io.godwit.lab.process;

import io.godwit.lab.LabException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A program that serves until it is stopped. A thread copies what it writes to its log and looks
 * for the line that says it is ready.
 */
public final class Server {
  private static final int TOLD_LINES = 12;

  private final String name;
  private final Process process;
  private final Path log;
  private final CountDownLatch ready = new CountDownLatch(1);
  private final Thread copying;
  private volatile boolean serves;

  private Server(String name, Process process, Path log, String readyLine) {
    this.name = name;
    this.process = process;
    this.log = log;
    this.copying =
        Thread.ofPlatform()
            .daemon()
            .name(name + "-log")
            .start(() -> copyLog(process, log, readyLine));
  }

  /**
   * Starts it; {@link #awaitReady} waits until it serves.
   *
   * @param readyLine what the line that says it serves begins with
   */
  public static Server start(String name, List<String> command, Path log, String readyLine) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      return new Server(name, process, log, readyLine);
    } catch (IOException broken) {
      throw new LabException("Cannot start " + name + ": " + broken.getMessage() + ".", broken);
    }
  }

  /**
   * Returns once it serves.
   *
   * @throws LabException if it ends before, or is not ready within {@code deadline}
   */
  public void awaitReady(Duration deadline) throws InterruptedException {
    boolean inTime = ready.await(deadline.toMillis(), TimeUnit.MILLISECONDS);
    if (!serves) {
      String what =
          inTime
              ? " ended before it was ready"
              : " was not ready within " + deadline.toSeconds() + " s";
      throw new LabException(name + what + ". Its log ends with:\n" + logEnd());
    }
  }

  /** Asks it to end and, when the grace is over, makes it. */
  public void stop(Duration grace) throws InterruptedException {
    process.destroy();
    if (!process.waitFor(grace.toMillis(), TimeUnit.MILLISECONDS)) {
      kill();
    }
    copying.join(1000);
  }

  /** SIGKILL; returns once it is gone. */
  public void kill() throws InterruptedException {
    process.destroyForcibly();
    if (!process.waitFor(10, TimeUnit.SECONDS)) {
      throw new LabException(
          name + " outlives SIGKILL: the kernel has it in uninterruptible wait.");
    }
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  public long pid() {
    return process.pid();
  }

  /** The last lines of its log. */
  public String logEnd() {
    try {
      List<String> lines = Files.readAllLines(log);
      return String.join("\n", lines.subList(Math.max(0, lines.size() - TOLD_LINES), lines.size()));
    } catch (IOException unreadable) {
      return "(" + log + " cannot be read)";
    }
  }

  private void copyLog(Process process, Path log, String readyLine) {
    try (BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        Writer out =
            Files.newBufferedWriter(log, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        out.write(line);
        out.write('\n');
        out.flush();
        if (line.startsWith(readyLine)) {
          serves = true;
          ready.countDown();
        }
      }
    } catch (IOException ended) {
      // The stream is closed under us when the process is killed.
    }
    ready.countDown();
  }
}
