package io.godwit.agent.platform;

import java.time.Duration;
import java.util.List;

/** Runs the host's own tools. */
public interface Commands {
  /**
   * Runs a command to its end.
   *
   * @param command the program and its arguments
   * @param input what it reads from standard input
   * @param deadline when it is killed
   * @throws io.godwit.model.error.GodwitException {@code HOST_SETUP_FAILED} if it cannot be started
   *     or does not end in time
   */
  Outcome run(List<String> command, String input, Duration deadline) throws InterruptedException;

  /**
   * How a command ended.
   *
   * @param status its exit status
   * @param output what it printed, both streams, at most 2 MiB
   */
  record Outcome(int status, String output) {}
}
