package io.godwit.manager.inventory;

import io.godwit.manager.inventory.StateRecord.VmAdopted;
import io.godwit.model.host.HostId;
import io.godwit.model.vm.RightToRun;
import io.godwit.model.vm.VmId;
import io.godwit.model.vm.VmObservation;
import io.godwit.model.vm.VmState;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Decides whether an agent knows better than the records whose a VM is. That happens after a
 * manager has lost its memory: the newer generation wins, because every change of the right to run
 * has a newer one; within one generation, which only source and destination of the same handover
 * share, the host that runs the guest wins over the one that has handed it over. Where a VM's disks
 * are its home knows best: a move may have ended after nobody waited for it any more.
 */
final class Adoption {
  private static final Logger LOG = LoggerFactory.getLogger(Adoption.class);

  private Adoption() {}

  /** What to record, if the observation changes whose the VM is. */
  static Optional<VmAdopted> of(DataCenter state, HostId host, VmObservation seen) {
    if (state.soft().claims().has(seen.vm()) || state.hard().inFlight().has(seen.vm())) {
      return Optional.empty();
    }
    if (seen.state() == VmState.INCOMING || seen.state() == VmState.HANDED_OVER) {
      return Optional.empty();
    }
    VmAdopted adopted = new VmAdopted(seen.vm(), seen.spec(), host, seen.generation());
    Optional<VmEntry> known = state.hard().vms().get(seen.vm());
    Optional<VmId> holder =
        state.hard().names().get(seen.spec().name()).or(() -> claimant(state, seen));
    if (holder.isPresent() && !holder.get().equals(seen.vm())) {
      LOG.warn(
          "host {} has a VM {} ({}) whose name is that of VM {}: left alone",
          host,
          seen.spec().name(),
          seen.vm(),
          holder.get());
      return Optional.empty();
    }
    if (known.isEmpty()) {
      if (wasDeleted(state, seen.vm())) {
        LOG.warn(
            "host {} has VM {} ({}), which is left of an earlier migration and was deleted since:"
                + " left alone",
            host,
            seen.spec().name(),
            seen.vm());
        return Optional.empty();
      }
      return Optional.of(adopted);
    }
    RightToRun right = known.get().right();
    if (right.home().equals(host)) {
      boolean moved =
          right.generation().equals(seen.generation())
              && !known.get().spec().disks().equals(seen.spec().disks());
      return moved || right.generation().isOlderThan(seen.generation())
          ? Optional.of(adopted)
          : Optional.empty();
    }
    boolean newer = right.generation().isOlderThan(seen.generation());
    if (newer || (right.generation().equals(seen.generation()) && arrived(state, right, seen))) {
      LOG.warn(
          "VM {} is recorded on {} under generation {}, but {} has it under generation {}: {} owns"
              + " it from now on",
          seen.spec().name(),
          right.home(),
          right.generation(),
          host,
          seen.generation(),
          host);
      return Optional.of(adopted);
    }
    // A source that is being released is no news; a guest that runs where it may not is.
    boolean runs = seen.state() == VmState.RUNNING || seen.state() == VmState.PAUSED;
    LOG.atLevel(runs ? Level.WARN : Level.DEBUG)
        .log(
            "host {} has VM {} ({}) under generation {}; {} owns it under generation {}",
            host,
            seen.spec().name(),
            seen.state(),
            seen.generation(),
            right.home(),
            right.generation());
    return Optional.empty();
  }

  /** Whoever is being defined under that name: it is as good as taken. */
  private static Optional<VmId> claimant(DataCenter state, VmObservation seen) {
    return state.soft().claims().values().stream()
        .filter(claim -> claim.spec().name().equals(seen.spec().name()))
        .map(Claim::vm)
        .findFirst();
  }

  /**
   * A VM that has migrated and is not in the records any more was deleted. A host that was away
   * meanwhile still has its end of that migration.
   */
  private static boolean wasDeleted(DataCenter state, VmId vm) {
    return state.hard().migrations().values().stream().anyMatch(m -> m.vm().equals(vm));
  }

  private static boolean arrived(DataCenter state, RightToRun right, VmObservation seen) {
    return (seen.state() == VmState.RUNNING || seen.state() == VmState.PAUSED)
        && state
            .soft()
            .observation(right.home(), seen.vm())
            .filter(there -> there.state() == VmState.HANDED_OVER)
            .isPresent();
  }
}
