package io.godwit.manager.orchestration;

import io.godwit.manager.inventory.DataCenter;
import io.godwit.manager.inventory.HostEntry;
import io.godwit.manager.inventory.VmEntry;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.host.Datastore;
import io.godwit.model.host.DatastoreName;
import io.godwit.model.migration.Check;
import io.godwit.model.migration.DiskWish;
import io.godwit.model.vm.Boot;
import io.godwit.model.vm.DatastoreFile;
import io.godwit.model.vm.DiskSpec;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Whether a VM's files are where it goes. Pure. */
final class DatastoreChecks {
  private final VmEntry vm;
  private final HostEntry source;
  private final HostEntry destination;
  private final DiskWish wish;

  DatastoreChecks(VmEntry vm, HostEntry source, HostEntry destination, DiskWish wish) {
    this.wish = wish;
    this.vm = vm;
    this.source = source;
    this.destination = destination;
  }

  void addTo(CheckList list) {
    for (DiskSpec disk : vm.spec().disks()) {
      DatastoreName target = DiskPlan.target(disk, source, destination, wish);
      if (mounted(list, disk.file(), target)) {
        disk(list, disk, target);
      }
    }
    if (vm.spec().boot() instanceof Boot.Kernel kernel) {
      for (DatastoreFile file : List.of(kernel.kernel(), kernel.initrd())) {
        if (mounted(list, file, file.datastore())) {
          bootFile(list, file);
        }
      }
    }
  }

  private boolean mounted(CheckList list, DatastoreFile file, DatastoreName name) {
    boolean there = DataCenter.reach(destination, name).isPresent();
    CheckList.Entry entry =
        list.of(
            Check.DATASTORE, file, name, (there ? "mounted on " : "not on ") + destination.id());
    if (there) {
      entry.passes();
    } else {
      entry.refuses(
          ErrorCode.DATASTORE_UNKNOWN,
          "Host "
              + destination.id()
              + " has no datastore "
              + name
              + ", which VM "
              + vm.name()
              + " needs.",
          "Mount it there, or name another host.");
    }
    return there;
  }

  private void disk(CheckList list, DiskSpec disk, DatastoreName target) {
    DatastoreName name = disk.file().datastore();
    boolean shared = DiskPlan.isShared(source, destination, name);
    if (!shared && wish.copied()) {
      list.of(Check.SHARED, disk.file(), "shared by both, or copied", "copied to " + target)
          .passes();
      return;
    }
    CheckList.Entry entry =
        list.of(
            Check.SHARED,
            disk.file(),
            "shared by both",
            word(source, name) + " and " + word(destination, name));
    if (shared) {
      entry.passes();
    } else {
      entry.refuses(
          ErrorCode.DISK_NOT_SHARED,
          "Disk "
              + disk.file()
              + " of VM "
              + vm.name()
              + " lies on a datastore that "
              + source.id()
              + " and "
              + destination.id()
              + " do not share.",
          "Let it go along with --with-disks, or move it to a shared datastore first.");
    }
  }

  private void bootFile(CheckList list, DatastoreFile file) {
    CheckList.Entry entry =
        list.of(Check.SHARED, file, "shared", word(destination, file.datastore()));
    if (isShared(destination, file.datastore())) {
      entry.passes();
    } else {
      entry.refuses(
          ErrorCode.DISK_NOT_SHARED,
          "VM "
              + vm.name()
              + " boots from "
              + file
              + ", which "
              + destination.id()
              + " does not share.",
          "Move the file to a shared datastore first.");
    }
  }

  private static boolean isShared(HostEntry host, DatastoreName name) {
    return DataCenter.reach(host, name).equals(Optional.of(Datastore.Reach.SHARED));
  }

  private static String word(HostEntry host, DatastoreName name) {
    return DataCenter.reach(host, name)
            .map(reach -> reach.name().toLowerCase(Locale.ROOT))
            .orElse("not")
        + " on "
        + host.id();
  }
}
