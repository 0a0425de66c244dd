package io.godwit.manager.inventory;

import io.godwit.model.vm.RightToRun;
import io.godwit.model.vm.VmId;
import io.godwit.model.vm.VmName;
import io.godwit.model.vm.VmSpec;

/** A VM as recorded. */
public record VmEntry(VmId id, VmSpec spec, RightToRun right) {
  public VmName name() {
    return spec.name();
  }
}
