package io.godwit.model.telemetry;

import io.godwit.model.unit.DataRate;
import java.time.Duration;

/**
 * One physical disk of a host.
 *
 * @param busyPercent share of the interval in which it had work; a disk that works in parallel may
 *     take more at 100
 * @param waited how long an operation took on average, its queue included; zero without operations
 */
public record DiskUse(
    String name,
    DataRate read,
    DataRate written,
    double readsPerSecond,
    double writesPerSecond,
    double busyPercent,
    Duration waited) {
  /** The kernel allows 31. */
  private static final int MAX_NAME = 64;

  public DiskUse {
    Amounts.name("a disk's name", name, MAX_NAME);
    Amounts.require("readsPerSecond", readsPerSecond);
    Amounts.require("writesPerSecond", writesPerSecond);
    Amounts.require("busyPercent", busyPercent);
    Amounts.require("waited", waited);
  }
}
