package io.godwit.protocol.api;

import java.util.List;

/**
 * What is expected of a migration before it starts.
 *
 * @param course the way it would go, in words
 * @param encrypted whether others on the way can not read the guest's memory
 * @param transferredBytes on the wire
 * @param durationMs the copy alone, from its first byte to its last
 * @param downtimeMs guest stopped to guest running
 * @param slowdownPercent of its speed that the guest loses at the worst time
 * @param convergencePercent how likely the copy ends by itself within limits
 * @param grounds SAMPLED, or ASSUMED where the guest's memory was never looked at
 * @param calibratedBy earlier migrations that the figures were corrected by
 * @param reasons what led to the figures
 */
public record ForecastView(
    String course,
    boolean encrypted,
    long transferredBytes,
    long durationMs,
    long downtimeMs,
    int slowdownPercent,
    int convergencePercent,
    String grounds,
    int calibratedBy,
    List<String> reasons) {
  public ForecastView {
    reasons = List.copyOf(reasons);
  }
}
