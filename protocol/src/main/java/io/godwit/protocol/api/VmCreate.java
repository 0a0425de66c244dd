package io.godwit.protocol.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A VM to be defined on a host; it is started by a call of its own.
 *
 * @param host where it shall run; the manager chooses one of the cluster's if not given
 * @param cluster whose hosts are chosen from where no host is given; {@code default} if not given
 * @param tags there have to be tags of these names
 * @param cpus 1 if not given
 * @param cpuModel {@code max} if not given
 * @param machine {@code q35} if not given; pinned to a versioned type when the VM is defined
 * @param accelerator {@code AUTO}, {@code KVM} or {@code TCG}; {@code AUTO} if not given
 * @param kernel boots this kernel; the firmware boots the first disk if not given
 * @param folder files it there, as {@code prod/db}; nowhere if not given
 * @param pool a pool of that cluster; none if not given
 * @param resources what it is to have of its host beside others; as usual if not given
 */
public record VmCreate(
    String name,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String host,
    @Nullable Integer cpus,
    @Nullable String cpuModel,
    long memoryBytes,
    @Nullable String machine,
    @Nullable String accelerator,
    @Nullable Kernel kernel,
    @Nullable List<Disk> disks,
    @Nullable List<Nic> nics,
    @Nullable String folder,
    @Nullable String pool,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String cluster,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<String> tags,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable ResourcesView resources) {
  /** A VM in no folder and no pool. */
  public VmCreate(
      String name,
      @Nullable String host,
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
        null,
        null,
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
