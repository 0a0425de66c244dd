package io.godwit.agent.telemetry;

import io.godwit.model.telemetry.VmSample;
import io.godwit.model.unit.DataSize;
import io.godwit.model.vm.VmId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One reading of a VM's process.
 *
 * @param process tells it from a later process of the same number
 * @param vcpus null where their threads are not known
 * @param received by the guest, bytes
 * @param sent by the guest, bytes
 * @param disk null where the kernel does not let the agent see it
 */
record VmCounters(
    Work process,
    DataSize resident,
    @Nullable Vcpus vcpus,
    long received,
    long sent,
    @Nullable DiskBytes disk) {
  /** The kernel's USER_HZ, which is 100 on every x86-64 kernel, whatever its own clock does. */
  private static final long TICKS_PER_SECOND = 100;

  /** The size of a small page on x86-64. */
  private static final long PAGE_BYTES = 4096;

  private static final double NANOS = 1e9;

  /**
   * {@code /proc/PID/stat}.
   *
   * @param startTicks when it started
   * @param cpuTicks time in programs and in the kernel, guests on KVM included
   */
  record Work(long startTicks, long cpuTicks) {
    private static final int USER = 11;
    private static final int SYSTEM = 12;
    private static final int START = 19;

    static Optional<Work> parse(String stat) {
      // The command's name may hold blanks and brackets; fields are counted after its end.
      int end = stat.lastIndexOf(')');
      List<String> fields = end < 0 ? List.of() : Readings.columns(stat.substring(end + 1));
      return fields.size() <= START
          ? Optional.empty()
          : Optional.of(
              new Work(
                  Long.parseLong(fields.get(START)),
                  Long.parseLong(fields.get(USER)) + Long.parseLong(fields.get(SYSTEM))));
    }
  }

  /**
   * {@code /proc/PID/task/TID/schedstat} of all virtual processors together.
   *
   * @param runningNanos on a processor
   * @param readyNanos in a queue for one
   */
  record Vcpus(int count, long runningNanos, long readyNanos) {
    static final Vcpus NONE = new Vcpus(0, 0, 0);

    Vcpus plus(String schedstat) {
      List<String> columns = Readings.columns(schedstat);
      return columns.size() < 2
          ? this
          : new Vcpus(
              count + 1,
              runningNanos + Long.parseLong(columns.get(0)),
              readyNanos + Long.parseLong(columns.get(1)));
    }
  }

  /** {@code /proc/PID/io}: what reached the disks, or the file's server. */
  record DiskBytes(long read, long written) {
    static @Nullable DiskBytes parse(String io) {
      Long read = null;
      Long written = null;
      for (String line : io.lines().toList()) {
        if (line.startsWith("read_bytes: ")) {
          read = Long.valueOf(line.substring("read_bytes: ".length()).strip());
        } else if (line.startsWith("write_bytes: ")) {
          written = Long.valueOf(line.substring("write_bytes: ".length()).strip());
        }
      }
      return read == null || written == null ? null : new DiskBytes(read, written);
    }
  }

  /** {@code /proc/PID/statm}: its second column. */
  static DataSize resident(String statm) {
    List<String> columns = Readings.columns(statm);
    return columns.size() < 2
        ? DataSize.ZERO
        : new DataSize(Long.parseLong(columns.get(1)) * PAGE_BYTES);
  }

  /** What the VM did since {@code earlier}, a reading of the same process. */
  VmSample since(VmCounters earlier, VmId vm, Duration interval) {
    double seconds = interval.toNanos() / NANOS;
    long ticks = Readings.grown(earlier.process.cpuTicks, process.cpuTicks);
    return new VmSample(
        vm,
        ticks / (double) TICKS_PER_SECOND / seconds,
        vcpus(earlier, interval),
        resident,
        Readings.rate(earlier.received, received, interval),
        Readings.rate(earlier.sent, sent, interval),
        disk == null || earlier.disk == null
            ? null
            : new VmSample.DiskRates(
                Readings.rate(earlier.disk.read, disk.read, interval),
                Readings.rate(earlier.disk.written, disk.written, interval)));
  }

  boolean isOfSameProcess(VmCounters earlier) {
    return process.startTicks == earlier.process.startTicks;
  }

  private VmSample.@Nullable VcpuUse vcpus(VmCounters earlier, Duration interval) {
    if (vcpus == null || earlier.vcpus == null || vcpus.count != earlier.vcpus.count) {
      return null;
    }
    double nanos = interval.toNanos();
    return new VmSample.VcpuUse(
        vcpus.count,
        Readings.grown(earlier.vcpus.runningNanos, vcpus.runningNanos) / nanos,
        Readings.grown(earlier.vcpus.readyNanos, vcpus.readyNanos) / nanos);
  }
}
