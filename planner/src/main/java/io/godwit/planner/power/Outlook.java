package io.godwit.planner.power;

/**
 * What some VMs together want and may soon want, from the past of their sum.
 *
 * @param now the newest sample
 * @param mean of the window
 * @param peak the most of the last 40 minutes
 * @param recent mean of the last 40 minutes
 * @param variance of the window, with what is assumed while it is short
 */
record Outlook(double now, double mean, double peak, double recent, double variance) {
  /** The next five minutes without a margin: between what is and what is usual. */
  double expected(double nowCounts) {
    return Math.max(mean, nowCounts * now + (1 - nowCounts) * mean);
  }

  /** The same with a margin of so many deviations. */
  double need(double nowCounts, double margin) {
    return expected(nowCounts) + margin * Math.sqrt(variance);
  }
}
