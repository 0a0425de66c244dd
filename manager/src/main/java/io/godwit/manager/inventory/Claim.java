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
    /** Something else that an earlier manager has begun is brought to its end. */
    FINISH
  }
}
