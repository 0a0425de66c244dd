package io.godwit.manager.evacuation;

import io.godwit.model.error.Problem;
import io.godwit.model.host.HostId;
import io.godwit.model.migration.MigrationId;
import io.godwit.model.unit.DataSize;
import io.godwit.model.vm.VmId;
import io.godwit.model.vm.VmName;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What emptying a host comes to, as things are.
 *
 * @param underWay the VMs that leave now or wait for their turn
 * @param next the VMs that are to go after them, in their order
 * @param staying the VMs that do not go
 * @param expected how long until nothing of the above is left to go
 * @param after what the other hosts of the cluster have left then; empty if nobody can say
 * @param report the plan in sentences
 */
public record Contract(
    HostId host,
    List<UnderWay> underWay,
    List<Next> next,
    List<Staying> staying,
    Duration expected,
    Optional<After> after,
    List<String> report) {
  public Contract {
    underWay = List.copyOf(underWay);
    next = List.copyOf(next);
    staying = List.copyOf(staying);
    report = List.copyOf(report);
  }

  /** A VM that leaves now, or waits for its turn. */
  public record UnderWay(
      VmId vm,
      VmName name,
      HostId to,
      MigrationId migration,
      boolean queued,
      @Nullable Duration takes) {}

  /**
   * A VM that is to go.
   *
   * @param after the VMs that have to be gone before, for their room
   * @param because a sentence
   */
  public record Next(
      VmId vm, VmName name, HostId to, List<VmId> after, Duration takes, String because) {
    public Next {
      after = List.copyOf(after);
    }
  }

  /**
   * A VM that stays.
   *
   * @param running whether it has a guest that works, so that the host is not empty
   * @param problem why it cannot go; null if it need not
   */
  public record Staying(VmName name, boolean running, @Nullable Problem problem) {}

  /** What is left to the others. */
  public record After(DataSize memoryFree, boolean survivesHostLoss) {}

  /** Nobody goes. */
  static Contract nothing(HostId host) {
    return new Contract(
        host, List.of(), List.of(), List.of(), Duration.ZERO, Optional.empty(), List.of());
  }

  /** The guests that cannot leave. */
  public List<Staying> blockers() {
    return staying.stream().filter(Staying::running).toList();
  }

  /** Whether somebody leaves or is to. */
  public boolean isUnderWay() {
    return !underWay.isEmpty() || !next.isEmpty();
  }
}
