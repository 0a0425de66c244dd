package io.godwit.manager.orchestration;

import io.godwit.model.host.DatastoreName;
import io.godwit.model.host.HostId;
import io.godwit.model.unit.DataRate;
import io.godwit.model.vm.DiskFormat;
import io.godwit.model.vm.VmName;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What people ask of a VM. Decided by {@link VmAdmission}, which makes {@link VmWork} of it. */
public sealed interface VmCall {
  /** The VM's name, taken or to be taken. */
  VmName name();

  /**
   * Define a VM on a host; the agent pins its machine type.
   *
   * @param because why this host was chosen; null if somebody has named it
   */
  record Define(VmDraft draft, HostId host, @Nullable String because) implements VmCall {
    /** On a host that somebody has named. */
    public Define(VmDraft draft, HostId host) {
      this(draft, host, null);
    }

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

  /**
   * Let a disk go on in another datastore of the VM's host.
   *
   * @param disk its place among the VM's disks, 0 is the first
   * @param to the datastore
   * @param format what it becomes; null is what it is
   * @param bandwidth most bytes per second; zero is no limit
   */
  record MoveDisk(
      VmName name, int disk, DatastoreName to, @Nullable DiskFormat format, DataRate bandwidth)
      implements VmCall {}

  /** Forget a stopped VM. */
  record Delete(VmName name) implements VmCall {}
}
