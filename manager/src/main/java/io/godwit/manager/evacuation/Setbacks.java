package io.godwit.manager.evacuation;

import io.godwit.manager.inventory.DataCenter;
import io.godwit.manager.inventory.Migration;
import io.godwit.manager.inventory.MigrationState;
import io.godwit.model.error.Problem;
import io.godwit.model.host.HostId;
import io.godwit.model.vm.VmId;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * VMs that could not leave when it was tried, and when to try again: after half a minute, then
 * twice as late each time, at most every ten minutes. Safe for all threads.
 */
final class Setbacks {
  static final Duration FIRST = Duration.ofSeconds(30);
  static final Duration LONGEST = Duration.ofMinutes(10);

  private final Map<VmId, Setback> refused = new ConcurrentHashMap<>();

  /**
   * One that could not leave.
   *
   * @param tries how often
   * @param at when it was tried last
   */
  record Setback(int tries, Instant at, Problem problem) {
    private Instant nextTry() {
      long factor = 1L << Math.min(tries - 1, 10);
      Duration wait = FIRST.multipliedBy(factor);
      return at.plus(wait.compareTo(LONGEST) > 0 ? LONGEST : wait);
    }

    /** Whether the VM waits yet. What was later than now was told by a clock that was wrong. */
    boolean isInTheWay(Instant now) {
      return !at.isAfter(now) && nextTry().isAfter(now);
    }
  }

  /** Its migration was not even begun. */
  void refused(VmId vm, Problem problem, Instant at) {
    refused.merge(
        vm,
        new Setback(1, at, problem),
        (before, now) -> new Setback(before.tries() + 1, at, problem));
  }

  /** Nothing is held against a VM that leaves. */
  void forget(VmId vm) {
    refused.remove(vm);
  }

  /**
   * What was in a VM's way.
   *
   * @param since the beginning of the maintenance; what was in the way before does not count
   */
  Optional<Setback> of(DataCenter state, VmId vm, HostId host, Instant since) {
    int tries = 0;
    Instant last = Instant.MIN;
    @Nullable Problem problem = null;
    for (Migration each : state.hard().migrations().values()) {
      Ending ending = ending(each);
      if (ending != null
          && each.vm().equals(vm)
          && each.source().equals(host)
          && ending.at().isAfter(since)) {
        tries++;
        if (ending.at().isAfter(last)) {
          last = ending.at();
          problem = ending.problem();
        }
      }
    }
    Optional<Setback> failed =
        problem == null ? Optional.empty() : Optional.of(new Setback(tries, last, problem));
    Optional<Setback> begun =
        Optional.ofNullable(refused.get(vm)).filter(setback -> setback.at().isAfter(since));
    return failed.isEmpty() || begun.filter(b -> b.at().isAfter(failed.get().at())).isPresent()
        ? begun
        : failed;
  }

  private record Ending(Instant at, Problem problem) {}

  private static @Nullable Ending ending(Migration migration) {
    return switch (migration.state()) {
      case MigrationState.Failed failed -> new Ending(failed.at(), failed.problem());
      case MigrationState.Cancelled cancelled -> new Ending(cancelled.at(), cancelled.problem());
      default -> null;
    };
  }
}
