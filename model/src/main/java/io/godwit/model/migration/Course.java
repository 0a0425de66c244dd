package io.godwit.model.migration;

import java.time.Duration;

/**
 * How a migration shall go about it, as it was planned. The engine follows it until the rounds say
 * something else.
 *
 * @param transport how memory is carried
 * @param throttle percent of its processors' time that the guest is held back by from the second
 *     round on; 0 is not at all
 * @param postcopy whether the guest goes ahead after one full pass
 * @param pause what QEMU may plan for the last round; the rest of the downtime limit is for what
 *     QEMU does not count
 */
public record Course(Transport transport, int throttle, boolean postcopy, Duration pause) {
  public Course {
    if (throttle < 0 || throttle > MigrationLimits.MOST_SLOWDOWN) {
      throw new IllegalArgumentException("a throttle is 0 to 99 percent");
    }
    if (postcopy && transport.postcopy() != Postcopy.READY) {
      throw new IllegalArgumentException("a post-copy needs a transport that is ready for it");
    }
    if (!pause.isPositive()) {
      throw new IllegalArgumentException("QEMU needs a pause to plan for");
    }
  }

  @Override
  public String toString() {
    return transport
        + (throttle > 0 ? ", the guest held back by " + throttle + " %" : "")
        + (postcopy ? ", post-copy after one full pass" : "");
  }
}
