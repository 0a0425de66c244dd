package io.godwit.planner.cluster;

import java.time.Duration;

/** Checks of raw figures. */
final class Figures {
  private Figures() {}

  static double amount(String what, double value) {
    if (!Double.isFinite(value) || value < 0) {
      throw new IllegalArgumentException(what + " is finite and 0 or more, not " + value);
    }
    return value;
  }

  static double share(String what, double value) {
    if (!(value >= 0 && value <= 1)) {
      throw new IllegalArgumentException(what + " is between 0 and 1, not " + value);
    }
    return value;
  }

  static void atLeast(String what, int least, int value) {
    if (value < least) {
      throw new IllegalArgumentException(what + " is " + least + " or more, not " + value);
    }
  }

  static void notNegative(String what, Duration value) {
    if (value.isNegative()) {
      throw new IllegalArgumentException(what + " is 0 or more, not " + value);
    }
  }
}
