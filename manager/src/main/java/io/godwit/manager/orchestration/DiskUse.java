package io.godwit.manager.orchestration;

import io.godwit.manager.inventory.Claim;
import io.godwit.manager.inventory.DataCenter;
import io.godwit.manager.inventory.HostEntry;
import io.godwit.manager.inventory.VmEntry;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.Problem;
import io.godwit.model.host.Datastore;
import io.godwit.model.host.HostId;
import io.godwit.model.vm.DatastoreFile;
import io.godwit.model.vm.DiskSpec;
import io.godwit.model.vm.VmId;
import io.godwit.model.vm.VmObservation;
import io.godwit.model.vm.VmSpec;
import io.godwit.model.vm.VmState;
import java.util.List;
import java.util.Optional;

/** Whether another VM works on a disk. Pure; QEMU's image locks are the second line. */
final class DiskUse {
  private DiskUse() {}

  /**
   * The refusal, if a VM other than {@code vm} that is not known to be stopped has one of these
   * disks: the same file of a shared datastore, or of a local one of the same host.
   */
  static Optional<Problem> conflict(
      DataCenter state, VmId vm, List<DiskSpec> disks, HostEntry host) {
    for (DiskSpec disk : disks) {
      boolean shared = isShared(host, disk.file());
      for (VmEntry other : state.hard().vms().values()) {
        if (!other.id().equals(vm)
            && has(other.spec(), disk.file())
            && (shared || other.right().home().equals(host.id()))
            && isInUse(state, other)) {
          return Optional.of(locked(disk.file(), other, other.right().home()));
        }
      }
    }
    return Optional.empty();
  }

  /** Another VM that has the same file, whether it works on it or not. */
  static Optional<VmEntry> other(DataCenter state, VmEntry vm, DatastoreFile file, HostEntry host) {
    boolean shared = isShared(host, file);
    return state.hard().vms().values().stream()
        .filter(each -> !each.id().equals(vm.id()) && has(each.spec(), file))
        .filter(each -> shared || each.right().home().equals(host.id()))
        .findFirst();
  }

  private static boolean isShared(HostEntry host, DatastoreFile file) {
    return DataCenter.reach(host, file.datastore())
        .filter(reach -> reach == Datastore.Reach.SHARED)
        .isPresent();
  }

  private static boolean has(VmSpec spec, DatastoreFile file) {
    return spec.disks().stream().anyMatch(disk -> disk.file().equals(file));
  }

  private static boolean isInUse(DataCenter state, VmEntry vm) {
    boolean starting =
        state
            .soft()
            .claims()
            .get(vm.id())
            .filter(claim -> claim.kind() == Claim.Kind.START)
            .isPresent();
    // A VM whose agent has not been heard of may run.
    boolean stopped =
        state
            .observation(vm)
            .map(VmObservation::state)
            .filter(seen -> seen == VmState.STOPPED || seen == VmState.CRASHED)
            .isPresent();
    return starting || !stopped;
  }

  private static Problem locked(DatastoreFile file, VmEntry other, HostId home) {
    return new Problem(
        ErrorCode.DISK_LOCKED,
        "Disk " + file + " is in use by VM " + other.name() + " on host " + home + ".",
        "Stop that VM, or name another disk.");
  }
}
