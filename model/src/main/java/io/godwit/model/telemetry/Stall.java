package io.godwit.model.telemetry;

import java.time.Duration;

/**
 * One line of pressure stall information.
 *
 * @param tenSecondsPercent share of the last ten seconds, 0 to 100
 * @param oneMinutePercent share of the last minute
 * @param fiveMinutesPercent share of the last five minutes
 * @param total since the host was booted
 */
public record Stall(
    double tenSecondsPercent, double oneMinutePercent, double fiveMinutesPercent, Duration total) {
  public Stall {
    Amounts.require("tenSecondsPercent", tenSecondsPercent);
    Amounts.require("oneMinutePercent", oneMinutePercent);
    Amounts.require("fiveMinutesPercent", fiveMinutesPercent);
    Amounts.require("total", total);
  }
}
