package io.godwit.planner.migration;

import io.godwit.model.unit.DataRate;

/**
 * The way between the two hosts, as migrations see it.
 *
 * @param bandwidth bytes per second that arrive, above zero
 * @param basis how that is known
 * @param samples how many measurements it is the median of, 0 where nothing was measured
 */
public record Link(DataRate bandwidth, Basis basis, int samples) {
  /** What is assumed of hosts that never moved anything between them: 1 Gbit/s, less headers. */
  public static final Link UNKNOWN = new Link(DataRate.ofMegabitsPerSecond(940), Basis.ASSUMED, 0);

  public Link {
    if (bandwidth.equals(DataRate.ZERO)) {
      throw new IllegalArgumentException("a link carries something");
    }
  }

  /** How a bandwidth is known. */
  public enum Basis {
    /** From migrations between the two hosts, and from measuring the way. */
    MEASURED,
    /** What the network's cards say. */
    CARD,
    ASSUMED
  }

  @Override
  public String toString() {
    return bandwidth
        + switch (basis) {
          case MEASURED -> ", the median of " + samples + " measurements between the two hosts";
          case CARD -> ", as the network card says";
          case ASSUMED -> ", assumed: nothing was measured between the two hosts yet";
        };
  }
}
