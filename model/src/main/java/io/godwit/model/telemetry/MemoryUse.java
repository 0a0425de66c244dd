package io.godwit.model.telemetry;

import io.godwit.model.unit.DataSize;

/**
 * The host's memory at the end of the interval.
 *
 * @param available what the kernel could give to a new process without swapping
 * @param cached files and kernel caches that it could take back
 * @param hugePages memory set aside as huge pages
 * @param hugePagesFree of these, unused
 */
public record MemoryUse(
    DataSize total,
    DataSize available,
    DataSize free,
    DataSize cached,
    DataSize swapTotal,
    DataSize swapFree,
    DataSize hugePages,
    DataSize hugePagesFree) {
  /** What programs and the kernel hold. */
  public DataSize used() {
    return total.minusOrZero(available);
  }
}
