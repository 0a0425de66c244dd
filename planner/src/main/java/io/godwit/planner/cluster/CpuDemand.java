package io.godwit.planner.cluster;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * Processors that a VM wants, in cores, and for how long that can be relied on.
 *
 * @param mean what it wants on average, as far as the recent past tells of the near future
 * @param high what it wants more of in one of twenty samples only
 * @param low what it wants less of in one of twenty samples only
 * @param stable how long it is expected to stay so
 */
public record CpuDemand(double mean, double high, double low, Duration stable) {
  /** Whatever is said of a VM, nobody knows what it does in a day. */
  private static final Duration LONGEST = Duration.ofHours(24);

  /** Changes of less than this share of the mean are noise. */
  private static final double NOISE = 0.15;

  /** And so are changes of less than this, in cores. */
  private static final double LEAST_NOISE = 0.1;

  private static final double PERCENTILE = 0.95;

  public CpuDemand {
    Figures.amount("mean", mean);
    Figures.amount("high", high);
    Figures.amount("low", low);
    Figures.notNegative("stable", stable);
    if (low > high) {
      throw new IllegalArgumentException("low demand " + low + " is above high demand " + high);
    }
  }

  /** The same all day. */
  public static CpuDemand steady(double cores) {
    return new CpuDemand(cores, cores, cores, LONGEST);
  }

  /**
   * From samples, the oldest first. A load that went up or down once is taken as it is since then.
   * One that goes up and down is taken at its average over all samples, so that both of its phases
   * look the same, and it is stable for as long as a phase lasts.
   *
   * @param cores finite and 0 or more each
   * @param step time between two samples
   * @throws IllegalArgumentException if there are none: that is {@link Demand.Unknown}
   */
  public static CpuDemand of(List<Double> cores, Duration step) {
    if (cores.isEmpty()) {
      throw new IllegalArgumentException("without samples the demand is unknown");
    }
    double[] samples = cores.stream().mapToDouble(Double::doubleValue).toArray();
    for (double each : samples) {
      Figures.amount("a sample", each);
    }
    int crossings = 0;
    int since = 0;
    double middle = average(samples, 0);
    double band = Math.max(LEAST_NOISE, NOISE * middle);
    int side = 0;
    for (int i = 0; i < samples.length; i++) {
      int now = side(samples[i] - middle, band);
      if (now != 0 && side != 0 && now != side) {
        crossings++;
        since = i;
      }
      side = now == 0 ? side : now;
    }
    int from = crossings == 1 ? since : 0;
    double[] sorted = Arrays.copyOfRange(samples, from, samples.length);
    Arrays.sort(sorted);
    Duration span = step.multipliedBy(samples.length);
    Duration stable = span.dividedBy(1L + crossings);
    return new CpuDemand(
        average(samples, from),
        at(sorted, PERCENTILE),
        at(sorted, 1 - PERCENTILE),
        stable.compareTo(LONGEST) > 0 ? LONGEST : stable);
  }

  private static int side(double distance, double band) {
    if (Math.abs(distance) < band) {
      return 0;
    }
    return distance > 0 ? 1 : -1;
  }

  private static double average(double[] samples, int from) {
    double sum = 0;
    for (int i = from; i < samples.length; i++) {
      sum += samples[i];
    }
    return sum / (samples.length - from);
  }

  /** Between two samples, on the straight line. */
  private static double at(double[] sorted, double part) {
    double place = part * (sorted.length - 1);
    int below = (int) Math.floor(place);
    int above = Math.min(sorted.length - 1, below + 1);
    return sorted[below] + (sorted[above] - sorted[below]) * (place - below);
  }
}
