package io.godwit.model.telemetry;

import java.time.Duration;
import java.util.List;

/** What every number of a sample has to be. */
final class Amounts {
  private Amounts() {}

  static void require(String what, double value) {
    if (!Double.isFinite(value) || value < 0) {
      throw new IllegalArgumentException(what + " is 0 or more, not " + value);
    }
  }

  static void require(String what, long value) {
    if (value < 0) {
      throw new IllegalArgumentException(what + " is 0 or more, not " + value);
    }
  }

  static void require(String what, Duration value) {
    if (value.isNegative()) {
      throw new IllegalArgumentException(what + " is 0 or more, not " + value);
    }
  }

  static void name(String what, String value, int most) {
    if (value.isEmpty() || value.length() > most) {
      throw new IllegalArgumentException(what + " has 1 to " + most + " characters");
    }
  }

  static <T> List<T> atMost(int most, String what, List<T> values) {
    if (values.size() > most) {
      throw new IllegalArgumentException("a sample has at most " + most + " " + what);
    }
    return List.copyOf(values);
  }
}
