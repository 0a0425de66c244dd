package io.godwit.planner.migration;

import io.godwit.model.migration.Secrecy;
import io.godwit.model.unit.DataRate;
import java.util.Map;

/**
 * The way between the two hosts, as migrations see it.
 *
 * @param bandwidth bytes per second that arrive, above zero
 * @param basis how that is known
 * @param samples how many measurements it is the median of, 0 where nothing was measured
 * @param streams bytes per second that one stream of a copy was seen to carry, where that is known
 */
public record Link(DataRate bandwidth, Basis basis, int samples, Map<Secrecy, DataRate> streams) {
  /** What is assumed of hosts that never moved anything between them: 1 Gbit/s, less headers. */
  public static final Link UNKNOWN = new Link(DataRate.ofMegabitsPerSecond(940), Basis.ASSUMED, 0);

  public Link {
    streams = Map.copyOf(streams);
    if (bandwidth.equals(DataRate.ZERO)) {
      throw new IllegalArgumentException("a link carries something");
    }
  }

  /** One of which no copy has shown what a stream of it carries. */
  public Link(DataRate bandwidth, Basis basis, int samples) {
    this(bandwidth, basis, samples, Map.of());
  }

  /** Half of it is left; what streams carry is the processors' matter. */
  Link halved() {
    DataRate half = new DataRate(Math.max(1, bandwidth.bytesPerSecond() / 2));
    return new Link(half, basis, samples, streams);
  }

  /** Bytes per second that one stream carries at most, as was seen or else as is assumed. */
  public double streamRate(Secrecy secrecy) {
    DataRate seen = streams.get(secrecy);
    return seen == null ? Costs.streamRate(secrecy) : seen.bytesPerSecond();
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
