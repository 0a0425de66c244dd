package io.godwit.model.telemetry;

import io.godwit.model.unit.DataRate;
import io.godwit.model.unit.DataSize;
import io.godwit.model.vm.VmId;
import org.jspecify.annotations.Nullable;

/**
 * What a VM did during the interval of its host's sample, seen from outside of its guest.
 *
 * @param cpuCores its whole process, in processors
 * @param vcpus its virtual processors, where QEMU has told their threads
 * @param resident memory of its process that is in the host's memory
 * @param received what the guest received; the kernel counts it as sent by the tap
 * @param sent what the guest sent
 * @param disk what its process read and wrote past the host's page cache, where the agent may see
 *     it
 */
public record VmSample(
    VmId vm,
    double cpuCores,
    @Nullable VcpuUse vcpus,
    DataSize resident,
    DataRate received,
    DataRate sent,
    @Nullable DiskRates disk) {
  public VmSample {
    Amounts.require("cpuCores", cpuCores);
  }

  /**
   * All virtual processors together.
   *
   * @param count how many there are
   * @param runningCores on a processor of the host, in processors
   * @param readyCores ready to run while the host's processors did other things: what the guest
   *     sees as stolen time, in processors
   */
  public record VcpuUse(int count, double runningCores, double readyCores) {
    public VcpuUse {
      Amounts.require("count", count);
      Amounts.require("runningCores", runningCores);
      Amounts.require("readyCores", readyCores);
    }

    /** Share of the time in which a virtual processor that wanted to run had to wait. */
    public double readyPercent() {
      double wanted = runningCores + readyCores;
      return wanted == 0 ? 0 : 100 * readyCores / wanted;
    }
  }

  /** Reads and writes. */
  public record DiskRates(DataRate read, DataRate written) {}
}
