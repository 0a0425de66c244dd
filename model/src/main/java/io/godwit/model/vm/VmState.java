package io.godwit.model.vm;

/** What a VM does, as its agent sees it. */
public enum VmState {
  /** Defined; no QEMU process. */
  STOPPED,
  /** QEMU is being started. */
  STARTING,
  /** The guest runs. */
  RUNNING,
  /** The guest is stopped in memory. */
  PAUSED,
  /** The guest was asked to shut down. */
  STOPPING,
  /** A paused QEMU listens for the guest's state. */
  INCOMING,
  /** The guest's state has left this host completely; its QEMU waits to be released. */
  HANDED_OVER,
  /** QEMU ended without having been asked to. */
  CRASHED,
  /** The QEMU process lives but does not answer. */
  UNRESPONSIVE;

  /** Whether what the VM's process does is its guest's doing, and not that of a migration. */
  public boolean hasGuest() {
    return switch (this) {
      case STOPPED, STARTING, INCOMING, HANDED_OVER, CRASHED -> false;
      case RUNNING, PAUSED, STOPPING, UNRESPONSIVE -> true;
    };
  }

  /** Whether a QEMU process with this VM's memory may exist. */
  public boolean hasProcess() {
    return switch (this) {
      case STOPPED, CRASHED -> false;
      case STARTING, RUNNING, PAUSED, STOPPING, INCOMING, HANDED_OVER, UNRESPONSIVE -> true;
    };
  }
}
