package io.godwit.manager.telemetry;

import io.godwit.model.host.HostId;
import io.godwit.model.telemetry.HostSample;
import io.godwit.model.telemetry.VmSample;
import java.time.Instant;
import java.util.List;

/**
 * The figures that are kept for months, as series: {@code host/NAME/...} and {@code vm/ID/...}.
 * Five of a host and four of a VM: of 2,500 hosts and 40,000 VMs 172,500 series.
 */
public final class RollupFeed {
  /** Takes figures. */
  @FunctionalInterface
  public interface Sink {
    void add(String series, Instant at, double value);
  }

  private final Sink sink;

  public RollupFeed(Sink sink) {
    this.sink = sink;
  }

  /** A host has measured. Pressures that its kernel does not tell are in no series. */
  public void add(HostId host, HostSample sample, List<VmSample> vms) {
    String prefix = "host/" + host.value() + "/";
    Instant at = sample.at();
    sink.add(prefix + "cpu.cores", at, sample.cpu().usedCores());
    sink.add(prefix + "memory.bytes", at, (double) sample.memory().used().bytes());
    pressure(prefix + "cpu.pressure", at, HostPoint.some(sample.pressures().cpu()));
    pressure(prefix + "memory.pressure", at, HostPoint.some(sample.pressures().memory()));
    pressure(prefix + "io.pressure", at, HostPoint.some(sample.pressures().io()));
    vms.forEach(vm -> add(vm, at));
  }

  private void add(VmSample vm, Instant at) {
    String prefix = "vm/" + vm.vm() + "/";
    sink.add(prefix + "cpu.cores", at, vm.cpuCores());
    sink.add(prefix + "memory.bytes", at, (double) vm.resident().bytes());
    sink.add(
        prefix + "network.bytes",
        at,
        (double) vm.received().bytesPerSecond() + vm.sent().bytesPerSecond());
    if (vm.vcpus() != null) {
      sink.add(prefix + "cpu.ready", at, vm.vcpus().readyPercent());
    }
  }

  private void pressure(String series, Instant at, double percent) {
    if (!Double.isNaN(percent)) {
      sink.add(series, at, percent);
    }
  }
}
