package io.godwit.manager.metrics;

import io.godwit.manager.inventory.DataCenter;
import io.godwit.manager.inventory.VmEntry;
import io.godwit.manager.telemetry.Telemetry;
import io.godwit.model.host.HostId;
import io.godwit.model.telemetry.VmSample;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.Map;

/** The newest figures of VMs: seven series each. */
final class VmGauges {
  /** A quarter more than the most VMs this manager is made for; later ones have no series. */
  static final int MAX_VMS = 50_000;

  private static final String CPU = "godwit_vm_cpu_cores";
  private static final String READY = "godwit_vm_vcpu_ready_ratio";
  private static final String MEMORY = "godwit_vm_resident_bytes";
  private static final String NETWORK = "godwit_vm_network_bytes_per_second";
  private static final String DISK = "godwit_vm_disk_bytes_per_second";

  private static final double PERCENT = 100;

  private final Series series;
  private int shown;

  VmGauges(Series series) {
    this.series =
        series
            .gauge(CPU, "Processors that the VM's process used.")
            .gauge(READY, "Share of the time that virtual processors wanted to run and waited.")
            .gauge(MEMORY, "Memory of the VM's process in the host's memory.")
            .gauge(NETWORK, "What the guest received and sent.")
            .gauge(DISK, "What the VM's process read and wrote past the page cache.");
  }

  /** Each VM by the host that owns it; during a handover the other end tells of it, too. */
  void add(DataCenter state, Map<HostId, Telemetry.Newest> hosts) {
    hosts.forEach((host, newest) -> {
      for (VmSample vm : newest.vms()) {
        VmEntry entry = state.hard().vms().get(vm.vm()).orElse(null);
        if (entry != null && entry.right().home().equals(host) && shown < MAX_VMS) {
          shown++;
          add(entry.name().value(), host.value(), vm);
        }
      }
    });
  }

  private void add(String vm, String host, VmSample is) {
    Labels labels = Labels.of("vm", vm, "host", host);
    series.point(CPU, is.cpuCores(), labels);
    if (is.vcpus() != null) {
      series.point(READY, is.vcpus().readyPercent() / PERCENT, labels);
    }
    series.point(MEMORY, is.resident().bytes(), labels);
    directed(NETWORK, labels, "received", is.received().bytesPerSecond());
    directed(NETWORK, labels, "sent", is.sent().bytesPerSecond());
    if (is.disk() != null) {
      directed(DISK, labels, "read", is.disk().read().bytesPerSecond());
      directed(DISK, labels, "written", is.disk().written().bytesPerSecond());
    }
  }

  private void directed(String name, Labels labels, String direction, long value) {
    series.point(name, value, labels.add("direction", direction));
  }
}
