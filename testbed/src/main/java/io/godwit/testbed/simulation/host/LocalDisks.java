package io.godwit.testbed.simulation.host;

import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.migration.DiskCopy;
import io.godwit.model.migration.MigrationId;
import io.godwit.model.vm.DatastoreFile;
import io.godwit.model.vm.VmSpec;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The images in a host's own datastore; follows {@code agent.storage.Images}. */
final class LocalDisks {
  /** Whose an image is that no migration makes. */
  private static final String NOBODY = "";

  private final Map<String, String> makers = new TreeMap<>();

  /** Someone puts the disks of a new VM there. */
  void put(VmSpec spec) {
    spec.disks().stream()
        .map(disk -> disk.file())
        .filter(LocalDisks::isLocal)
        .forEach(file -> makers.putIfAbsent(file.path(), NOBODY));
  }

  /** Someone removes the disks of a VM that was deleted. */
  void remove(VmSpec spec) {
    spec.disks().forEach(disk -> discard(disk.file()));
  }

  void check(List<DiskCopy> copies) {
    for (DiskCopy copy : copies) {
      if (makers.containsKey(copy.target().file().path())) {
        throw new GodwitException(
            ErrorCode.DISK_EXISTS, copy.target().file() + " is there.", "Look what it is.");
      }
    }
  }

  void make(MigrationId maker, List<DiskCopy> copies) {
    check(copies);
    copies.forEach(copy -> makers.put(copy.target().file().path(), maker.value()));
  }

  void unmake(MigrationId maker, List<DiskCopy> copies) {
    copies.forEach(copy -> makers.remove(copy.target().file().path(), maker.value()));
  }

  void keep(MigrationId maker, List<DiskCopy> copies) {
    copies.forEach(copy -> makers.replace(copy.target().file().path(), maker.value(), NOBODY));
  }

  void discard(DatastoreFile file) {
    if (isLocal(file)) {
      makers.remove(file.path());
    }
  }

  boolean hasAllOf(VmSpec spec) {
    return spec.disks().stream()
        .map(disk -> disk.file())
        .filter(LocalDisks::isLocal)
        .allMatch(file -> makers.containsKey(file.path()));
  }

  private static boolean isLocal(DatastoreFile file) {
    return file.datastore().equals(Host.LOCAL);
  }
}
