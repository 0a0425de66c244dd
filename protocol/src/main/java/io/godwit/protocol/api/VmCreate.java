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
 * @param folder files it there, as {@code prod/db}; nowhere if not given
 * @param pool a pool of the host's cluster; none if not given
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
    @Nullable List<Nic> nics,
    @Nullable String folder,
    @Nullable String pool) {
  /** A VM in no folder and no pool. */
  public VmCreate(
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
    this(
        name,
        host,
        cpus,
        cpuModel,
        memoryBytes,
        machine,
        accelerator,
        kernel,
        disks,
        nics,
        null,
        null);
  }

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
