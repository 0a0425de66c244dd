package io.godwit.manager.orchestration;

import io.godwit.manager.inventory.DataCenter;
import io.godwit.manager.inventory.HostEntry;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.host.Datastore;
import io.godwit.model.host.DatastoreName;
import io.godwit.model.migration.DiskCopy;
import io.godwit.model.vm.DatastoreFile;
import io.godwit.model.vm.DiskMeasure;
import io.godwit.model.vm.DiskSpec;
import io.godwit.model.vm.VmSpec;
import java.util.ArrayList;
import java.util.List;

/** Which disks go along with a VM, and to where. Pure. */
final class DiskPlan {
  private DiskPlan() {}

  /** Whether both hosts see the same files in a datastore. */
  static boolean isShared(HostEntry source, HostEntry destination, DatastoreName name) {
    return isShared(source, name) && isShared(destination, name);
  }

  private static boolean isShared(HostEntry host, DatastoreName name) {
    return DataCenter.reach(host, name)
        .filter(reach -> reach == Datastore.Reach.SHARED)
        .isPresent();
  }

  /** The datastore that a disk is on at the destination. */
  static DatastoreName target(
      DiskSpec disk, HostEntry source, HostEntry destination, DiskWish wish) {
    DatastoreName own = disk.file().datastore();
    return !wish.copied() || isShared(source, destination, own) || wish.datastore() == null
        ? own
        : wish.datastore();
  }

  /**
   * The disks that go along.
   *
   * @param measures how large the VM's disks are, in their order
   * @throws GodwitException {@code SPEC_INVALID} if two of them would be one file
   */
  static List<DiskCopy> of(
      VmSpec spec,
      HostEntry source,
      HostEntry destination,
      DiskWish wish,
      List<DiskMeasure> measures) {
    List<DiskCopy> copies = new ArrayList<>();
    for (int i = 0; i < spec.disks().size() && wish.copied(); i++) {
      DiskSpec disk = spec.disks().get(i);
      if (!isShared(source, destination, disk.file().datastore())) {
        DatastoreFile file =
            new DatastoreFile(target(disk, source, destination, wish), disk.file().path());
        DiskSpec target = new DiskSpec(file, wish.format() == null ? disk.format() : wish.format());
        copies.add(new DiskCopy(i, target, measures.get(i).size()));
      }
    }
    try {
      DiskCopy.applied(spec, copies);
    } catch (IllegalArgumentException same) {
      throw new GodwitException(
          ErrorCode.SPEC_INVALID,
          "In one datastore, two disks of VM "
              + spec.name()
              + " would be the same file: "
              + same.getMessage()
              + ".",
          "Name another datastore, or stop the VM and give one of the files another name.");
    }
    return List.copyOf(copies);
  }
}
