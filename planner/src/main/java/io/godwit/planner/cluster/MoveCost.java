package io.godwit.planner.cluster;

import io.godwit.model.unit.DataRate;
import io.godwit.model.unit.DataSize;
import java.time.Duration;

/**
 * What a move of a VM is expected to cost, alone on its link.
 *
 * @param bytes on the wire
 * @param downtime in which its guest stands still
 * @param slowdown share of its speed that the guest loses meanwhile, 0 to 1
 */
public record MoveCost(DataSize bytes, Duration duration, Duration downtime, double slowdown) {
  /** Pausing, devices and going on, where nothing was forecast. */
  private static final Duration ASSUMED_DOWNTIME = Duration.ofMillis(300);

  /** What a guest loses to dirty tracking and to the copy beside it, where nothing was forecast. */
  private static final double ASSUMED_SLOWDOWN = 0.1;

  /** Starting the other QEMU and agreeing on everything. */
  private static final Duration SETUP = Duration.ofSeconds(2);

  public MoveCost {
    Figures.notNegative("duration", duration);
    Figures.notNegative("downtime", downtime);
    Figures.share("slowdown", slowdown);
  }

  /** Of a guest that nobody has sampled: all of its memory once, and a third of it again. */
  public static MoveCost assumed(DataSize memory, DataRate link) {
    long bytes = memory.bytes() + memory.bytes() / 3;
    double seconds = (double) bytes / link.bytesPerSecond();
    return new MoveCost(
        DataSize.ofBytes(bytes),
        SETUP.plusMillis(Math.round(seconds * 1e3)),
        ASSUMED_DOWNTIME,
        ASSUMED_SLOWDOWN);
  }
}
