package io.godwit.testbed.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/**
 * The counted samples of one case, in pairs.
 *
 * @param bare empty where bare QEMU was not moved
 */
record BenchResult(BenchCase which, List<Sample> ours, List<Sample> bare) {
  /** Of bare QEMU's wall time, and this much more. */
  private static final double WALL_FACTOR = 1.10;

  private static final double WALL_EXTRA_MS = 100;
  private static final double DOWNTIME_FACTOR = 1.1;

  /** Of bare QEMU's wall time and bytes, where memory packs well. */
  private static final double PACKED_WALL_FACTOR = 0.6;

  private static final double PACKED_BYTES_FACTOR = 0.45;

  /** Of the time that the link takes for what is touched. */
  private static final double AHEAD_FACTOR = 2;

  /** Of the time that the link takes for what was sent. */
  private static final double DISK_FACTOR = 1.1;

  private static final double PAIR_FACTOR = 1.05;

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
    double sent = ourMedian(Sample::mebibytes);
    return switch (which) {
      case IDLE_UNSHAPED, IDLE_GIGABIT, BUSY_UNSHAPED ->
          WALL_FACTOR * bareMedian(Sample::wallMs) + WALL_EXTRA_MS;
      case BUSY_GIGABIT -> bareMedian(Sample::wallMs);
      case PACKED_GIGABIT -> PACKED_WALL_FACTOR * bareMedian(Sample::wallMs);
      case SATURATED_GIGABIT ->
          AHEAD_FACTOR * which.linkMs((double) BenchCase.TOUCHED.toMebibytes());
      case DISK_GIGABIT -> DISK_FACTOR * which.linkMs(sent);
      case PAIR_GIGABIT -> PAIR_FACTOR * which.linkMs(sent);
    };
  }

  /** Nothing where there is nobody to compare with. */
  OptionalDouble downtimeBoundMs() {
    if (bare.isEmpty()) {
      return OptionalDouble.empty();
    }
    double factor = which == BenchCase.BUSY_GIGABIT ? 1 : DOWNTIME_FACTOR;
    return OptionalDouble.of(factor * bareMedian(Sample::downtimeMs));
  }

  /** What of the bounds is not met; empty if all are. */
  List<String> missed() {
    List<String> missed = new ArrayList<>();
    if (ourMedian(Sample::wallMs) > wallBoundMs()) {
      missed.add("wall");
    }
    if (downtimeBoundMs().isPresent()
        && ourMedian(Sample::downtimeMs) > downtimeBoundMs().getAsDouble()) {
      missed.add("downtime");
    }
    if (which == BenchCase.PACKED_GIGABIT
        && ourMedian(Sample::mebibytes) > PACKED_BYTES_FACTOR * bareMedian(Sample::mebibytes)) {
      missed.add("bytes");
    }
    return missed;
  }

  static double median(List<Sample> samples, ToDoubleFunction<Sample> figure) {
    double[] sorted = samples.stream().mapToDouble(figure).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
