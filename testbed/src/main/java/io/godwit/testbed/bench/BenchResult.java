package io.godwit.testbed.bench;

import java.util.List;
import java.util.function.ToDoubleFunction;

/** The counted samples of one case, in pairs. */
record BenchResult(BenchCase which, List<Sample> ours, List<Sample> bare) {
  /** Wall time may be this much of bare QEMU's, and this much more. */
  static final double WALL_FACTOR = 1.10;

  static final double WALL_EXTRA_MS = 150;
  static final double DOWNTIME_FACTOR = 1.2;

  BenchResult {
    ours = List.copyOf(ours);
    bare = List.copyOf(bare);
  }

  double ourMedian(ToDoubleFunction<Sample> figure) {
    return median(ours, figure);
  }

  double bareMedian(ToDoubleFunction<Sample> figure) {
    return median(bare, figure);
  }

  double wallBoundMs() {
    return WALL_FACTOR * bareMedian(Sample::wallMs) + WALL_EXTRA_MS;
  }

  double downtimeBoundMs() {
    return DOWNTIME_FACTOR * bareMedian(Sample::downtimeMs);
  }

  boolean wallHolds() {
    return ourMedian(Sample::wallMs) <= wallBoundMs();
  }

  boolean downtimeHolds() {
    return ourMedian(Sample::downtimeMs) <= downtimeBoundMs();
  }

  private static double median(List<Sample> samples, ToDoubleFunction<Sample> figure) {
    double[] sorted = samples.stream().mapToDouble(figure).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
