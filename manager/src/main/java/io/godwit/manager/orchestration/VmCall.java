package io.godwit.manager.orchestration;

import io.godwit.model.host.HostId;
import io.godwit.model.vm.VmName;
import java.time.Duration;

/** What people ask of a VM. Decided by {@link VmAdmission}, which makes {@link VmWork} of it. */
public sealed interface VmCall {
  /** The VM's name, taken or to be taken. */
  VmName name();

  /** Define a VM on a host; the agent pins its machine type. */
  record Define(VmDraft draft, HostId host) implements VmCall {
    @Override
    public VmName name() {
      return draft.name();
    }
  }

  record Start(VmName name) implements VmCall {}

  /**
   * Ask the guest to shut down.
   *
   * @param grace how long it may take
   */
  record Stop(VmName name, Duration grace) implements VmCall {}

  record Kill(VmName name) implements VmCall {}

  record Pause(VmName name) implements VmCall {}

  record Resume(VmName name) implements VmCall {}

  /** Forget a stopped VM. */
  record Delete(VmName name) implements VmCall {}
}
