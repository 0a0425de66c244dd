package io.godwit.planner.cluster;

import io.godwit.model.host.HostId;
import io.godwit.model.vm.VmId;

/** A migration that runs or waits: both hosts hold the VM's memory, and the VM is left alone. */
public record MoveUnderWay(VmId vm, HostId from, HostId to) {
  public MoveUnderWay {
    if (from.equals(to)) {
      throw new IllegalArgumentException("a migration has two hosts");
    }
  }
}
