package io.godwit.manager.metrics;

import io.godwit.manager.telemetry.Telemetry;
import io.godwit.model.host.HostId;
import io.godwit.model.telemetry.CpuUse;
import io.godwit.model.telemetry.DatastoreUse;
import io.godwit.model.telemetry.DiskUse;
import io.godwit.model.telemetry.HostSample;
import io.godwit.model.telemetry.InterfaceUse;
import io.godwit.model.telemetry.MemoryUse;
import io.godwit.model.telemetry.Pressure;
import io.godwit.model.unit.DataRate;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The newest figures of hosts: about 25 series each, and two for each datastore. */
final class HostGauges {
  private static final String CPU = "godwit_host_cpu_cores";
  private static final String CPUS = "godwit_host_cpus";
  private static final String MEMORY = "godwit_host_memory_bytes";
  private static final String LOAD = "godwit_host_load";
  private static final String PRESSURE = "godwit_host_pressure_ratio";
  private static final String NETWORK = "godwit_host_network_bytes_per_second";
  private static final String DISK = "godwit_host_disk_bytes_per_second";
  private static final String DATASTORE = "godwit_host_datastore_bytes";
  private static final String DROPPED = "godwit_host_samples_dropped";

  private static final double PERCENT = 100;

  private final Series series;

  HostGauges(Series series) {
    this.series =
        series
            .gauge(CPU, "Processors of the host by what they did, 1.5 is one and a half.")
            .gauge(CPUS, "Processors of the host.")
            .gauge(MEMORY, "Memory of the host.")
            .gauge(LOAD, "Tasks that ran or waited, averaged over a minute.")
            .gauge(PRESSURE, "Share of ten seconds in which some or all tasks waited.")
            .gauge(NETWORK, "All network interfaces of the host but taps.")
            .gauge(DISK, "All physical disks of the host.")
            .gauge(DATASTORE, "Space of a datastore as the host sees it.")
            .gauge(DROPPED, "Samples that no manager got since the agent started.");
  }

  void add(Map<HostId, Telemetry.Newest> hosts) {
    hosts.forEach((host, newest) -> add(host.value(), newest.host()));
  }

  private void add(String host, HostSample is) {
    cpu(host, is.cpu());
    series.point(CPUS, is.cpus(), Labels.of("host", host));
    memory(host, is.memory());
    series.point(LOAD, is.load().oneMinute(), Labels.of("host", host));
    pressure(host, "cpu", is.pressures().cpu());
    pressure(host, "memory", is.pressures().memory());
    pressure(host, "io", is.pressures().io());
    directed(NETWORK, host, "received", sum(is.interfaces(), InterfaceUse::received));
    directed(NETWORK, host, "sent", sum(is.interfaces(), InterfaceUse::sent));
    directed(DISK, host, "read", sum(is.disks(), DiskUse::read));
    directed(DISK, host, "written", sum(is.disks(), DiskUse::written));
    for (DatastoreUse store : is.datastores()) {
      String name = store.name().value();
      series.point(
          DATASTORE,
          store.total().bytes(),
          Labels.of("host", host, "datastore", name, "kind", "total"));
      series.point(
          DATASTORE,
          store.available().bytes(),
          Labels.of("host", host, "datastore", name, "kind", "available"));
    }
    series.point(DROPPED, is.dropped(), Labels.of("host", host));
  }

  private void cpu(String host, CpuUse is) {
    mode(host, "user", is.userCores());
    mode(host, "system", is.systemCores());
    mode(host, "guest", is.guestCores());
    mode(host, "interrupt", is.interruptCores());
    mode(host, "steal", is.stealCores());
    mode(host, "wait", is.waitCores());
    mode(host, "idle", is.idleCores());
  }

  private void mode(String host, String mode, double cores) {
    series.point(CPU, cores, Labels.of("host", host, "mode", mode));
  }

  private void memory(String host, MemoryUse is) {
    kind(host, "total", is.total().bytes());
    kind(host, "available", is.available().bytes());
    kind(host, "free", is.free().bytes());
    kind(host, "cached", is.cached().bytes());
    kind(host, "swap_used", is.swapTotal().minusOrZero(is.swapFree()).bytes());
  }

  private void kind(String host, String kind, long bytes) {
    series.point(MEMORY, bytes, Labels.of("host", host, "kind", kind));
  }

  private void pressure(String host, String resource, @Nullable Pressure is) {
    if (is != null) {
      stalled(host, resource, "some", is.some().tenSecondsPercent());
      if (is.full() != null) {
        stalled(host, resource, "full", is.full().tenSecondsPercent());
      }
    }
  }

  private void stalled(String host, String resource, String tasks, double percent) {
    series.point(
        PRESSURE, percent / PERCENT, Labels.of("host", host, "resource", resource, "tasks", tasks));
  }

  private void directed(String name, String host, String direction, double value) {
    series.point(name, value, Labels.of("host", host, "direction", direction));
  }

  private static <T> double sum(List<T> parts, Function<T, DataRate> rate) {
    return parts.stream().map(rate).mapToDouble(DataRate::bytesPerSecond).sum();
  }
}
