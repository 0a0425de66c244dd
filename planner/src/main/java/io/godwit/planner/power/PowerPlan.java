package io.godwit.planner.power;

import io.godwit.model.host.HostId;
import io.godwit.planner.cluster.Plan;
import java.util.List;

/**
 * What shall be moved and switched. Switching on can begin at once; a host is switched off after
 * the last step that leaves it.
 *
 * @param plan the moves, and the report
 * @param switches hosts that change, by id
 * @param stay hosts that could have been emptied and are not, by id, for as many as were looked at
 */
public record PowerPlan(Plan plan, List<Switch> switches, List<Stay> stay) {
  public PowerPlan {
    switches = List.copyOf(switches);
    stay = List.copyOf(stay);
  }

  /** Whether a host is switched that way. */
  public boolean switches(HostId host, Direction direction) {
    return switches.stream()
        .anyMatch(each -> each.host().equals(host) && each.direction() == direction);
  }

  /** Where a host goes. */
  public enum Direction {
    ON,
    OFF
  }

  /**
   * A host that is switched.
   *
   * @param because a sentence for people, with its figures
   */
  public record Switch(HostId host, Direction direction, String because) {}

  /**
   * A host that stays on.
   *
   * @param because a sentence for people, with its figures
   */
  public record Stay(HostId host, String because) {}
}
