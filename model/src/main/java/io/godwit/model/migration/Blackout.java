package io.godwit.model.migration;

import io.godwit.model.host.HostId;
import java.time.Duration;

/** How long a VM could not be reached over its network around its switchover, if that is known. */
public sealed interface Blackout {
  /**
   * Seen by a host that asked for the VM's address every few milliseconds.
   *
   * @param longest the longest time without an answer
   * @param by the host that asked
   */
  record Measured(Duration longest, HostId by) implements Blackout {
    public Measured {
      if (longest.isNegative()) {
        throw new IllegalArgumentException("a blackout is not shorter than nothing");
      }
    }
  }

  /**
   * Nobody can say.
   *
   * @param reason one clause for people
   */
  record NotMeasured(String reason) implements Blackout {}
}
