package io.godwit.model.migration;

import io.godwit.model.unit.DataSize;
import io.godwit.model.vm.DiskSpec;
import io.godwit.model.vm.VmSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * A disk that goes along with its VM, because the two hosts do not share it.
 *
 * @param disk its place among the VM's disks, 0 is the first
 * @param target what it is on the destination, which makes it
 * @param size what the guest sees, in bytes
 */
public record DiskCopy(int disk, DiskSpec target, DataSize size) {
  public DiskCopy {
    if (disk < 0 || disk >= VmSpec.MAX_DISKS) {
      throw new IllegalArgumentException("a VM has disks 0 to " + (VmSpec.MAX_DISKS - 1));
    }
  }

  /** What the VM is once its disks have been copied. */
  public static VmSpec applied(VmSpec spec, List<DiskCopy> copies) {
    List<DiskSpec> disks = new ArrayList<>(spec.disks());
    copies.forEach(copy -> disks.set(copy.disk(), copy.target()));
    return spec.withDisks(disks);
  }
}
