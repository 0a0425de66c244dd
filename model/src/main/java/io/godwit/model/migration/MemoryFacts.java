package io.godwit.model.migration;

import io.godwit.model.unit.DataSize;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was found out about a guest's memory while it ran. What could not be found out is absent.
 *
 * @param at when the newest part of it was sampled
 * @param total the guest's memory
 * @param used what of it the guest has touched since it started, so that the host holds it
 * @param zero what of the used holds nothing but zeros, so that next to nothing is sent for it
 * @param dirtied how much the guest rewrote within windows of different lengths, shortest first; at
 *     most {@link #MAX_WINDOWS}
 * @param packedShare what is left of a page that holds something when it is packed, above 0, 1 is
 *     all of it
 * @param changedShare what is left of a rewritten page when only what changed is sent
 */
public record MemoryFacts(
    Instant at,
    DataSize total,
    DataSize used,
    DataSize zero,
    List<Dirtied> dirtied,
    @Nullable Double packedShare,
    @Nullable Double changedShare) {
  /** Two give a rate and a working set; more say little. */
  public static final int MAX_WINDOWS = 4;

  public MemoryFacts {
    dirtied = List.copyOf(dirtied);
    if (used.compareTo(total) > 0 || zero.compareTo(used) > 0) {
      throw new IllegalArgumentException("zero memory is of the used, and that of all of it");
    }
    if (dirtied.size() > MAX_WINDOWS) {
      throw new IllegalArgumentException("at most " + MAX_WINDOWS + " windows");
    }
    for (int i = 1; i < dirtied.size(); i++) {
      if (dirtied.get(i).window().compareTo(dirtied.get(i - 1).window()) <= 0) {
        throw new IllegalArgumentException("windows grow");
      }
    }
    requireShare(packedShare);
    requireShare(changedShare);
  }

  private static void requireShare(@Nullable Double share) {
    if (share != null && !(share > 0 && share <= 1.5)) {
      throw new IllegalArgumentException("a share is above 0 and at most 1.5, not " + share);
    }
  }

  /** Used memory that holds something. */
  public DataSize filled() {
    return used.minusOrZero(zero);
  }

  /**
   * What the guest rewrote within a window of time, each page counted once.
   *
   * @param window above zero
   */
  public record Dirtied(Duration window, DataSize amount) {
    public Dirtied {
      if (!window.isPositive()) {
        throw new IllegalArgumentException("a window is longer than zero");
      }
    }
  }
}
