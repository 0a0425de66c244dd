package io.godwit.testbed.simulation.center;

import io.godwit.planner.turn.Room;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/** Whether a host sends or receives more migrations than it has places for, as the records say. */
final class Places {
  /** One that nobody can decide has no place, and may get into one that others have meanwhile. */
  private static final Set<String> WITH_PLACES =
      new TreeSet<>(Set.of("Accepted", "Reserved", "Preparing", "Copying", "Ahead", "TakingBack"));

  private final Map<String, JsonNode> migrations = new TreeMap<>();

  /**
   * A migration is recorded.
   *
   * @return who is over its places, if this one has begun with it
   */
  Optional<String> written(String id, JsonNode migration) {
    migrations.put(id, migration);
    return state(migration).equals("Reserved")
        ? over(migration, "source", Room.STANDARD.sending())
            .or(() -> over(migration, "destination", Room.STANDARD.receiving()))
        : Optional.empty();
  }

  void deleted(String id) {
    migrations.remove(id);
  }

  private Optional<String> over(JsonNode begun, String end, int most) {
    String host = begun.path(end).asString();
    int taken = 0;
    for (JsonNode each : migrations.values()) {
      if (each.path(end).asString().equals(host) && WITH_PLACES.contains(state(each))) {
        taken += each.path("copies").isEmpty() ? 1 : 2;
      }
    }
    return taken <= most
        ? Optional.empty()
        : Optional.of(host + " is the " + end + " of migrations that take " + taken + " places");
  }

  private static String state(JsonNode migration) {
    return migration.path("state").path("type").asString("");
  }
}
