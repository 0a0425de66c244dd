package io.godwit.manager.orchestration;

import io.godwit.manager.inventory.DataCenter;
import io.godwit.manager.inventory.HostEntry;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.Problem;
import io.godwit.model.unit.DataSize;
import io.godwit.model.vm.VmName;
import java.util.Optional;

/** Whether a host has the memory for one more VM. Pure. */
final class Capacity {
  private Capacity() {}

  /** The memory that is left there. */
  static DataSize free(DataCenter state, HostEntry host) {
    return host.description().memory().minusOrZero(state.reservedOn(host.id()));
  }

  /** The refusal, if it has not; VMs on their way to the host count. */
  static Optional<Problem> shortage(
      DataCenter state, HostEntry host, VmName name, DataSize needed) {
    DataSize free = free(state, host);
    if (needed.compareTo(free) <= 0) {
      return Optional.empty();
    }
    return Optional.of(
        new Problem(
            ErrorCode.MEMORY_SHORT,
            "VM "
                + name
                + " needs "
                + needed
                + " of memory and host "
                + host.id()
                + " has "
                + free
                + " left of "
                + host.description().memory()
                + ".",
            "Free memory there, or name another host."));
  }
}
