package io.godwit.manager.inventory;

import io.godwit.model.host.HostId;
import io.godwit.model.vm.VmId;
import io.godwit.model.vm.VmSpec;

/**
 * A call in flight that others must not cross: the VM, name, disks and memory it is about count as
 * taken until it has ended. Soft: it dies with the call.
 */
public record Claim(Kind kind, VmId vm, VmSpec spec, HostId host) {
  /** What the call does. */
  public enum Kind {
    DEFINE,
    START,
    DELETE,
    /** One of its disks moves to another datastore; the guest may be stopped meanwhile. */
    MOVE_DISK,
    /** Its destination is started for the sake of it; {@code host} is that destination. */
    REHEARSE,
    /** Something else that an earlier manager has begun is brought to its end. */
    FINISH
  }

  /** Whether a QEMU of the VM starts on the host. */
  boolean startsQemu() {
    return kind == Kind.START || kind == Kind.REHEARSE;
  }
}
