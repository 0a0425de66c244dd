package io.godwit.testbed.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.godwit.lab.process.Command;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A program a test has started, with what it says in files: a pipe would be held open by processes
 * that outlive it. It is the child of the thread that started it.
 */
final class Launched {
  private final Process process;
  private final Path out;
  private final Path err;

  private Launched(Process process, Path out, Path err) {
    this.process = process;
    this.out = out;
    this.err = err;
  }

  /**
   * @param mark a variable for its environment, {@code NAME=VALUE}
   * @param folder where its output goes
   */
  static Launched start(String mark, Path folder, List<String> command) {
    try {
      Path out = Files.createTempFile(folder, "out", "");
      Path err = Files.createTempFile(folder, "err", "");
      ProcessBuilder builder =
          new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
      builder.environment().put(mark.split("=", 2)[0], mark.split("=", 2)[1]);
      builder.environment().remove("GODWIT_SERVER");
      builder.environment().put("XDG_RUNTIME_DIR", folder.toString());
      return new Launched(builder.start(), out, err);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  /** Gives it {@code text} and nothing more. */
  Launched hears(String text) {
    try (var in = process.outputWriter()) {
      in.write(text);
    } catch (IOException endedEarly) {
      // Its status says why.
    }
    return this;
  }

  /** Sends it a signal. */
  void signal(String name) throws InterruptedException {
    signal(process.pid(), name);
  }

  /**
   * @param name of the signal: KILL, TERM, ...
   */
  static void signal(long pid, String name) throws InterruptedException {
    Command.run("bash", "-c", "kill -" + name + " " + pid);
  }

  /** Its exit status, once it has ended. */
  int status() throws InterruptedException {
    assertThat(process.waitFor(Traces.DEADLINE.toMillis(), TimeUnit.MILLISECONDS))
        .as("it ends. It said: %s%s", out(), err())
        .isTrue();
    return process.exitValue();
  }

  /** Returns once it has written {@code text} to its standard output or error. */
  void awaitSaid(String text) {
    await("'" + text + "'")
        .atMost(Traces.DEADLINE)
        .pollInterval(Duration.ofMillis(10))
        .untilAsserted(() -> {
          assertThat(process.isAlive() || (out() + err()).contains(text)).as(err()).isTrue();
          assertThat(out() + err()).contains(text);
        });
  }

  String out() {
    return read(out);
  }

  String err() {
    return read(err);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
