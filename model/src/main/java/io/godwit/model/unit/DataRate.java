package io.godwit.model.unit;

import java.time.Duration;

/**
 * An amount of data per second.
 *
 * @param bytesPerSecond 0 or more
 */
public record DataRate(long bytesPerSecond) implements Comparable<DataRate> {
  public static final DataRate ZERO = new DataRate(0);

  public DataRate {
    if (bytesPerSecond < 0) {
      throw new IllegalArgumentException(
          "a data rate is 0 or more, not " + bytesPerSecond + " B/s");
    }
  }

  public static DataRate ofBytesPerSecond(long bytesPerSecond) {
    return new DataRate(bytesPerSecond);
  }

  public static DataRate ofMebibytesPerSecond(long mebibytesPerSecond) {
    return new DataRate(DataSize.ofMebibytes(mebibytesPerSecond).bytes());
  }

  /** Converts line speed, as network people and QEMU's {@code mbps} give it. */
  public static DataRate ofMegabitsPerSecond(double megabitsPerSecond) {
    return new DataRate(Math.max(0, Math.round(megabitsPerSecond * 125_000)));
  }

  /** What this rate moves in {@code time}; zero for a time of zero or less. */
  public DataSize times(Duration time) {
    return new DataSize(Math.max(0, Math.round(bytesPerSecond * (time.toNanos() / 1e9))));
  }

  @Override
  public int compareTo(DataRate other) {
    return Long.compare(bytesPerSecond, other.bytesPerSecond);
  }

  @Override
  public String toString() {
    return new DataSize(bytesPerSecond) + "/s";
  }
}
