package io.godwit.planner.turn;

import io.godwit.model.host.HostId;
import io.godwit.model.migration.MigrationId;

/**
 * A migration that runs or wants to.
 *
 * @param crowding how many times as long it takes on half of its link, 1 or more
 * @param number its place in the line; smaller is earlier
 */
public record Contender(
    MigrationId id,
    HostId source,
    HostId destination,
    Burden burden,
    double crowding,
    long number) {
  public Contender {
    if (source.equals(destination)) {
      throw new IllegalArgumentException("a migration has two hosts");
    }
    if (crowding < 1) {
      throw new IllegalArgumentException("half of a link makes nothing faster");
    }
  }

  /** Whether both leave the same host, or both come to the same one. */
  boolean sharesAnEndWith(Contender other) {
    return source.equals(other.source) || destination.equals(other.destination);
  }
}
