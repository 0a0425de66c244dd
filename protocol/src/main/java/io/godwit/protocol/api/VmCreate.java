package io.godwit.protocol.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A VM to be defined on a host; it is started by a call of its own.
 *
 * @param cpus 1 if not given
 * @param cpuModel {@code max} if not given
 * @param machine {@code q35} if not given; pinned to a versioned type when the VM is defined
 * @param accelerator {@code AUTO}, {@code KVM} or {@code TCG}; {@code AUTO} if not given
 * @param kernel boots this kernel; the firmware boots the first disk if not given
 */
public record VmCreate(
    String name,
    String host,
    @Nullable Integer cpus,
    @Nullable String cpuModel,
    long memoryBytes,
    @Nullable String machine,
    @Nullable String accelerator,
    @Nullable Kernel kernel,
    @Nullable List<Disk> disks,
    @Nullable List<Nic> nics) {

  /** A kernel, its initrd and command line; the files lie in a datastore. */
  public record Kernel(String datastore, String kernel, String initrd, String commandLine) {}

  /**
   * @param format {@code QCOW2} or {@code RAW}
   */
  public record Disk(String datastore, String path, String format) {}

  /**
   * @param mac one of QEMU's range is made if not given
   */
  public record Nic(String network, @Nullable String mac) {}
}
