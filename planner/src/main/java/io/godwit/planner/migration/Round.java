package io.godwit.planner.migration;

import io.godwit.model.unit.DataRate;
import io.godwit.model.unit.DataSize;
import java.time.Duration;

/**
 * What a round of a running copy has left to the next.
 *
 * @param number 1 is the first full pass
 * @param elapsed since the copy began, when this round ended
 * @param remaining what was rewritten meanwhile and is to be sent now
 * @param rate speed on the wire
 * @param throttle percent that the guest was held back by during it
 */
public record Round(
    long number, Duration elapsed, DataSize remaining, DataRate rate, int throttle) {

  /** How long it takes to send what remains; a day where nothing moves. */
  Duration toSend() {
    long rateNow = Math.max(1, rate.bytesPerSecond());
    return Forecaster.duration(Math.min(86_400, (double) remaining.bytes() / rateNow));
  }
}
