package io.godwit.model.telemetry;

import io.godwit.model.unit.DataRate;

/**
 * One network interface of a host.
 *
 * @param name the kernel's
 * @param receivedPacketsPerSecond packets
 * @param sentPacketsPerSecond packets
 * @param troublesPerSecond packets with errors and packets dropped, in both directions
 */
public record InterfaceUse(
    String name,
    DataRate received,
    DataRate sent,
    double receivedPacketsPerSecond,
    double sentPacketsPerSecond,
    double troublesPerSecond) {
  /** The kernel allows 15. */
  private static final int MAX_NAME = 64;

  public InterfaceUse {
    Amounts.name("an interface's name", name, MAX_NAME);
    Amounts.require("receivedPacketsPerSecond", receivedPacketsPerSecond);
    Amounts.require("sentPacketsPerSecond", sentPacketsPerSecond);
    Amounts.require("troublesPerSecond", troublesPerSecond);
  }
}
