package io.godwit.testbed.bench;

import org.jspecify.annotations.Nullable;

/**
 * One migration's figures.
 *
 * @param forecast what was expected; null for bare QEMU, which expects nothing
 */
record Sample(
    double wallMs,
    double downtimeMs,
    double blackoutMs,
    double mebibytes,
    @Nullable Expected forecast) {

  /**
   * What was expected, beside what came.
   *
   * @param copyMs the copy as it was
   */
  record Expected(double durationMs, double downtimeMs, double copyMs) {
    /** How far the duration was off, as a share of what it was. */
    double durationError() {
      return Math.abs(durationMs - copyMs) / copyMs;
    }

    /** By which factor the downtime was off, 1 or more. */
    double downtimeFactor(double actualMs) {
      return Math.max(downtimeMs / actualMs, actualMs / downtimeMs);
    }
  }
}
