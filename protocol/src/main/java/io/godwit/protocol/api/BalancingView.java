package io.godwit.protocol.api;

/**
 * Whether and how eagerly the load of a cluster is balanced.
 *
 * @param mode OFF, MANUAL (moves are proposed), PARTIAL (as manual, but places of new VMs are
 *     chosen) or AUTOMATIC
 * @param threshold 1 for only what rules demand, to 5 for any gain
 */
public record BalancingView(String mode, int threshold) {}
