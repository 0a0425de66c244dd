package io.godwit.manager.decision;

import io.godwit.model.catalog.Balancing;
import io.godwit.model.catalog.ClusterName;
import io.godwit.model.host.HostId;
import io.godwit.planner.balance.Policy;
import io.godwit.planner.cluster.ClusterSnapshot;
import io.godwit.planner.cluster.Plan;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One plan, and all that it was made from.
 *
 * @param number see {@link Decisions}; 0 before it has one
 * @param how its cluster was to be balanced
 * @param host that is emptied; null if none is
 * @param version of the manager that has made it
 */
public record Decision(
    long number,
    Instant at,
    ClusterName cluster,
    Balancing how,
    Purpose purpose,
    @Nullable HostId host,
    Policy policy,
    ClusterSnapshot snapshot,
    Plan plan,
    String version) {
  /** The version before {@link Decisions} says its own. */
  public static final String UNSAID = "";

  /** What is planned for. */
  public enum Purpose {
    BALANCE,
    MAINTENANCE
  }

  public Decision {
    if ((host != null) != (purpose == Purpose.MAINTENANCE)) {
      throw new IllegalArgumentException("of maintenance it is known which host is emptied");
    }
  }

  /** The host that is emptied. */
  public Optional<HostId> emptied() {
    return Optional.ofNullable(host);
  }

  Decision numbered(long other, String by) {
    return new Decision(other, at, cluster, how, purpose, host, policy, snapshot, plan, by);
  }
}
