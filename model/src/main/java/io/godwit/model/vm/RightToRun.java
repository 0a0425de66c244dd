package io.godwit.model.vm;

import io.godwit.model.host.HostId;

/** Which host may run a VM. The manager records it; agents obey the generation. */
public sealed interface RightToRun {
  Generation generation();

  /** The host that holds the VM's definition as far as is known for certain. */
  HostId home();

  /** Only {@code host} may run the VM. */
  record Owned(HostId host, Generation generation) implements RightToRun {
    @Override
    public HostId home() {
      return host;
    }
  }

  /** Exactly one of the two runs the VM, decided by QEMU's own protocol. */
  record Handover(HostId source, HostId destination, Generation generation) implements RightToRun {
    public Handover {
      if (source.equals(destination)) {
        throw new IllegalArgumentException("a handover needs two hosts, not " + source + " twice");
      }
    }

    @Override
    public HostId home() {
      return source;
    }
  }
}
