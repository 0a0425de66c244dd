package io.godwit.manager.orchestration;

import io.godwit.manager.inventory.DataCenter;
import io.godwit.manager.inventory.HostEntry;
import io.godwit.manager.inventory.VmEntry;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.Problem;
import io.godwit.model.unit.DataSize;
import java.util.Optional;

/** Whether a host has the memory for one more VM. Pure. */
final class Capacity {
  private Capacity() {}

  /** The memory that is left there. */
  static DataSize free(DataCenter state, HostEntry host) {
    return host.description().memory().minusOrZero(state.reservedOn(host.id()));
  }

  /** The refusal, if it has not; VMs on their way to the host count. */
  static Optional<Problem> shortage(DataCenter state, HostEntry host, VmEntry vm) {
    DataSize free = free(state, host);
    if (state.backing(vm, host.id()).compareTo(free) <= 0) {
      return Optional.empty();
    }
    return Optional.of(
        new Problem(
            ErrorCode.MEMORY_SHORT,
            "VM "
                + vm.name()
                + " needs "
                + needed(state, host, vm)
                + " of memory and host "
                + host.id()
                + " has "
                + free
                + " left of "
                + host.description().memory()
                + ".",
            "Free memory there, or name another host."));
  }

  /** What a VM needs there in words. */
  static String needed(DataCenter state, HostEntry host, VmEntry vm) {
    DataSize size = vm.spec().memory();
    DataSize backing = state.backing(vm, host.id());
    return backing.equals(size) ? size.toString() : backing + " (for " + size + ")";
  }
}
