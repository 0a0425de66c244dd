package io.godwit.model.migration;

import io.godwit.model.unit.DataRate;
import java.time.Duration;

/**
 * The way that guests take between two hosts, as it was measured.
 *
 * @param connect until the source was connected
 * @param roundTrip the median of several, of single bytes
 * @param bandwidth bytes per second that arrived on one connection in the clear, above zero
 * @param sourceMtu bytes in a packet of the interface the source used, 0 if it does not say
 * @param destinationMtu the same at the other end
 */
public record PathFacts(
    Duration connect, Duration roundTrip, DataRate bandwidth, int sourceMtu, int destinationMtu) {
  public PathFacts {
    if (bandwidth.equals(DataRate.ZERO)) {
      throw new IllegalArgumentException("a way that was measured carries something");
    }
    if (connect.isNegative() || roundTrip.isNegative() || sourceMtu < 0 || destinationMtu < 0) {
      throw new IllegalArgumentException("times and sizes are 0 or more");
    }
  }

  /** Whether both ends would send packets of the same size, as far as they say. */
  public boolean mtusAgree() {
    return sourceMtu == destinationMtu || sourceMtu == 0 || destinationMtu == 0;
  }
}
