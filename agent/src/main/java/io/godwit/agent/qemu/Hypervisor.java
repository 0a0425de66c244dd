package io.godwit.agent.qemu;

import io.godwit.agent.platform.ProcessIdentity;
import io.godwit.model.host.Accelerator;
import io.godwit.model.host.QemuVersion;
import io.godwit.model.vm.MachineType;
import io.godwit.model.vm.VmId;
import io.godwit.model.vm.VmSpec;
import io.godwit.qmp.QmpListener;
import java.util.List;
import java.util.Set;

/** Runs VMs on this host. */
public interface Hypervisor {
  /** How a VM's process comes up. */
  enum Start {
    /** The guest runs at once. */
    BOOT,
    /** The process waits for a guest from another host. */
    ARRIVAL
  }

  /** The version new VMs are started with. */
  QemuVersion version();

  /** Versioned machine types, newest first. */
  List<String> machineTypes();

  /**
   * The versioned type that {@code asked} means here.
   *
   * @throws io.godwit.model.error.GodwitException {@code MACHINE_UNSUPPORTED}
   */
  MachineType pin(MachineType asked);

  /**
   * Refuses a spec that cannot be started here. Changes nothing.
   *
   * @param accelerator what it would run on
   * @throws io.godwit.model.error.GodwitException with the reason
   */
  default void check(VmSpec spec, Accelerator accelerator) {
    check(spec, accelerator, Set.of());
  }

  /**
   * As the other, but for disks that are going to be made.
   *
   * @param absent which they are, by their places among the VM's disks
   */
  void check(VmSpec spec, Accelerator accelerator, Set<Integer> absent);

  /**
   * What a spec's choice means on this host.
   *
   * @throws io.godwit.model.error.GodwitException {@code ACCELERATOR_UNSUPPORTED}
   */
  Accelerator accelerator(VmSpec spec);

  /**
   * Makes taps and a process and connects to it. If it fails nothing is left behind.
   *
   * @throws io.godwit.model.error.GodwitException {@code QEMU_START_FAILED}, {@code DISK_LOCKED} or
   *     another reason
   */
  Instance start(VmId vm, VmSpec spec, Accelerator accelerator, Start how, QmpListener listener)
      throws InterruptedException;

  /**
   * Connects to a process an earlier agent started.
   *
   * @throws io.godwit.model.error.GodwitException {@code QMP_SESSION_LOST} if it does not answer
   */
  Instance adopt(VmId vm, VmSpec spec, ProcessIdentity process, QmpListener listener)
      throws InterruptedException;

  /** Removes the taps of a VM whose process has ended. Its logs stay for whoever asks why. */
  void cleanUp(VmId vm, VmSpec spec) throws InterruptedException;

  /** Removes everything of a VM without a process from the host but its disks. */
  void forget(VmId vm, VmSpec spec) throws InterruptedException;

  /** The last lines the VM's process printed. */
  String lastWords(VmId vm);

  /** The end of the VM's serial console, at most {@code maxBytes}. */
  String console(VmId vm, int maxBytes);

  /** Keeps the VM's logs within their limits. */
  void trimLogs(VmId vm);
}
