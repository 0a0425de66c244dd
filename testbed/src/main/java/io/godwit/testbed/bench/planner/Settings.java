package io.godwit.testbed.bench.planner;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * How cases are run.
 *
 * @param data the folder of what others have published; it need not be there
 * @param runs that count, 1 or more
 * @param progress told what is going on
 */
public record Settings(Path data, int runs, Consumer<String> progress) {
  /** The compiler of a JVM has seen everything by then: so many runs, and so much time. */
  private static final int WARM_UP = 3;

  private static final long WARM_UP_NANOS = 3_000_000_000L;

  private static final double NANOS_PER_MS = 1e6;

  /** A result and what it took: the median of the runs that count, in milliseconds. */
  public record Timed<T>(T result, double medianMs) {}

  /** Runs something as often as it takes. */
  public <T> Timed<T> time(Supplier<T> work) {
    T result = work.get();
    long start = System.nanoTime();
    for (int i = 1; i < WARM_UP || System.nanoTime() - start < WARM_UP_NANOS; i++) {
      result = work.get();
    }
    double[] times = new double[runs];
    for (int i = 0; i < runs; i++) {
      long begun = System.nanoTime();
      result = work.get();
      times[i] = (System.nanoTime() - begun) / NANOS_PER_MS;
    }
    Arrays.sort(times);
    return new Timed<>(result, times[runs / 2]);
  }
}
