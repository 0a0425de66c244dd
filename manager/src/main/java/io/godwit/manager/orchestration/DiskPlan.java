package io.godwit.manager.orchestration;

import io.godwit.manager.inventory.DataCenter;
import io.godwit.manager.inventory.HostEntry;
import io.godwit.manager.inventory.VmEntry;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.host.Datastore;
import io.godwit.model.host.DatastoreName;
import io.godwit.model.migration.DiskCopy;
import io.godwit.model.migration.DiskWish;
import io.godwit.model.vm.DatastoreFile;
import io.godwit.model.vm.DiskFormat;
import io.godwit.model.vm.DiskMeasure;
import io.godwit.model.vm.DiskSpec;
import io.godwit.model.vm.VmSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Which disks go along with a VM, or move on its host, and to where. Pure. */
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

  /**
   * What a disk becomes that moves to another datastore of its host.
   *
   * @throws GodwitException why it does not
   */
  static DiskSpec moved(DataCenter state, VmEntry vm, HostEntry host, VmCall.MoveDisk move) {
    List<DiskSpec> disks = vm.spec().disks();
    if (move.disk() < 0 || move.disk() >= disks.size()) {
      throw new GodwitException(
          ErrorCode.DISK_UNKNOWN,
          "VM " + vm.name() + " has no disk " + move.disk() + "; it has " + disks.size() + ".",
          "The first is 0; see them with 'godwit vm show " + vm.name() + "'.");
    }
    if (DataCenter.reach(host, move.to()).isEmpty()) {
      throw new GodwitException(
          ErrorCode.DATASTORE_UNKNOWN,
          "Host " + host.id() + " has no datastore " + move.to() + ".",
          "Look at its datastores with 'godwit host show " + host.id() + "'.");
    }
    DiskSpec disk = disks.get(move.disk());
    DiskFormat format = move.format() == null ? disk.format() : move.format();
    boolean stays = move.to().equals(disk.file().datastore());
    if (stays && format == disk.format()) {
      throw new GodwitException(
          ErrorCode.DISK_IN_PLACE,
          "Disk " + move.disk() + " of VM " + vm.name() + " is " + disk.file() + " already.",
          "Name another datastore or another format.");
    }
    Optional<VmEntry> other = DiskUse.other(state, vm, disk.file(), host);
    if (other.isPresent()) {
      throw new GodwitException(
          ErrorCode.DISK_LOCKED,
          "Disk " + disk.file() + " is also one of VM " + other.get().name() + "'s.",
          "Delete that VM, or give it a disk of its own, before the file moves.");
    }
    String path = stays ? renamed(disk.file().path(), format) : disk.file().path();
    DiskSpec target = new DiskSpec(new DatastoreFile(move.to(), path), format);
    return fitting(vm.spec(), move.disk(), target);
  }

  private static DiskSpec fitting(VmSpec spec, int disk, DiskSpec target) {
    List<DiskSpec> disks = new ArrayList<>(spec.disks());
    disks.set(disk, target);
    try {
      var _ = spec.withDisks(disks);
      return target;
    } catch (IllegalArgumentException same) {
      throw new GodwitException(
          ErrorCode.DISK_EXISTS,
          "VM " + spec.name() + " has a disk " + target.file() + " already.",
          "Name another datastore, or stop the VM and give one of the files another name.");
    }
  }

  /** In one directory two files need two names: web.raw becomes web.qcow2. */
  private static String renamed(String path, DiskFormat format) {
    String ending = "." + format.name().toLowerCase(Locale.ROOT);
    for (DiskFormat known : DiskFormat.values()) {
      String old = "." + known.name().toLowerCase(Locale.ROOT);
      if (path.endsWith(old)) {
        return path.substring(0, path.length() - old.length()) + ending;
      }
    }
    return path + ending;
  }
}
