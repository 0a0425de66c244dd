package io.godwit.planner.cluster;

import io.godwit.model.catalog.Automation;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether a VM can move, and what that costs.
 *
 * @param frozen times in which it must not move
 * @param obstacle why it cannot, as a part of a sentence, such as "a device of its host is passed
 *     to it"; null if nothing is known to be in the way
 */
public record Mobility(
    Automation automation, List<Window> frozen, MoveCost cost, @Nullable String obstacle) {
  public Mobility {
    frozen = List.copyOf(frozen);
  }

  /** Of a VM that anybody may move at any time. */
  public static Mobility free(MoveCost cost) {
    return new Mobility(Automation.AUTOMATIC, List.of(), cost, null);
  }

  /** Why it cannot be moved then, whoever wants it; empty if it can. */
  public Optional<String> hindrance(Instant at) {
    if (obstacle != null) {
      return Optional.of(obstacle);
    }
    if (automation == Automation.NEVER) {
      return Optional.of("its automation level is never");
    }
    return frozen.stream()
        .filter(window -> window.contains(at))
        .findFirst()
        .map(window -> "it must not move before " + window.until());
  }
}
