package io.godwit.qmp;

import java.time.Duration;

/** A moment on the monotonic clock until which a caller is willing to wait. */
record Deadline(long atNanos, Duration allowed) {
  /** Long enough for anything, short enough not to overflow the clock. */
  private static final Duration LONGEST = Duration.ofDays(365);

  static Deadline in(Duration allowed) {
    Duration bounded = allowed.compareTo(LONGEST) > 0 ? LONGEST : allowed;
    return new Deadline(System.nanoTime() + bounded.toNanos(), bounded);
  }

  /** Zero or less once it has passed. */
  long remainingNanos() {
    return atNanos - System.nanoTime();
  }

  Duration remaining() {
    return Duration.ofNanos(Math.max(0, remainingNanos()));
  }
}
