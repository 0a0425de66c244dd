package io.godwit.qmp;

import java.util.concurrent.TimeUnit;

/** Counts messages in windows of a second. Fed with the time; used by one thread. */
final class FloodGate {
  private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final int maxPerSecond;
  private long windowStartNanos;
  private int inWindow;

  FloodGate(int maxPerSecond, long nowNanos) {
    this.maxPerSecond = maxPerSecond;
    this.windowStartNanos = nowNanos;
  }

  void pass(long nowNanos) throws UnreadableInput {
    if (nowNanos - windowStartNanos >= WINDOW_NANOS) {
      windowStartNanos = nowNanos;
      inWindow = 0;
    }
    inWindow++;
    if (inWindow > maxPerSecond) {
      throw new UnreadableInput("more than " + maxPerSecond + " messages in a second");
    }
  }
}
