package io.godwit.lab.client;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the client saw.
 *
 * @param whole heartbeats of the whole run, with the longest silence and pause of all windows
 * @param windows the windows, in order
 */
public record ClientReport(
    HeartbeatReport whole, List<Window> windows, CounterReport counter, AckReport acks) {
  public ClientReport {
    windows = List.copyOf(windows);
  }

  /** The window of that name. */
  public Window window(String name) {
    return windows.stream().filter(w -> w.name().equals(name)).findFirst().orElseThrow();
  }

  /**
   * The time from a mark to the next.
   *
   * @param longestAnswerMs how long the slowest answer over TCP took
   */
  public record Window(
      String name, double longestSilenceMs, double pauseMs, double longestAnswerMs) {}

  /**
   * @param missing numbers that never came
   * @param duplicates numbers doubled by the network
   * @param conflicts numbers that came with two guest clocks, or were long past: a second sender
   * @param boots different boot ids seen
   * @param pauseMs the guest's own standstill
   */
  public record HeartbeatReport(
      long received,
      long missing,
      long duplicates,
      long outOfOrder,
      long conflicts,
      int boots,
      double longestSilenceMs,
      double pauseMs) {
    /** Whether all that came was from one guest. */
    public boolean oneSender() {
      return conflicts == 0 && boots == 1;
    }
  }

  /**
   * @param problem why the connection ended or the answers were wrong; none if all was well
   */
  public record CounterReport(
      long answers, long lastValue, double longestAnswerMs, @Nullable String problem) {
    public boolean survived() {
      return problem == null && answers > 0;
    }
  }

  /**
   * @param first first record acknowledged to this client, 0 if none
   * @param last last one
   * @param problem why the connection ended or the numbers were wrong; none if all was well
   */
  public record AckReport(long first, long last, @Nullable String problem) {
    public long acknowledged() {
      return last == 0 ? 0 : last - first + 1;
    }
  }
}
