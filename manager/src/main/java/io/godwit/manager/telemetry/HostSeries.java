package io.godwit.manager.telemetry;

import io.godwit.model.telemetry.HostSample;
import io.godwit.model.telemetry.VmSample;
import io.godwit.model.vm.VmId;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All that is kept of one host. Its monitor guards it. */
final class HostSeries {
  private final Ring ring = new Ring(HostPoint.COLUMNS);
  private Map<VmId, Ring> vms = new HashMap<>();
  private HostSample newest;
  private List<VmSample> newestVms;
  private long heardNanos;

  HostSeries(HostSample first, List<VmSample> vms, long nanos) {
    this.newest = first;
    this.newestVms = vms;
    add(first, vms, nanos);
  }

  synchronized void add(HostSample sample, List<VmSample> samples, long nanos) {
    newest = sample;
    newestVms = samples;
    heardNanos = nanos;
    ring.add(sample.at(), HostPoint.columns(sample));
    Map<VmId, Ring> kept = new HashMap<>();
    for (VmSample vm : samples) {
      Ring its = vms.get(vm.vm());
      Ring used = its == null ? new Ring(VmPoint.COLUMNS) : its;
      used.add(sample.at(), VmPoint.columns(vm));
      kept.put(vm.vm(), used);
    }
    vms = kept;
  }

  synchronized boolean isSilentSince(long nanos) {
    return heardNanos - nanos < 0;
  }

  synchronized Duration silence(long nanos) {
    return Duration.ofNanos(Math.max(0, nanos - heardNanos));
  }

  synchronized Telemetry.OfHost host() {
    return new Telemetry.OfHost(newest, ring.points().stream().map(HostPoint::of).toList());
  }

  synchronized Telemetry.Newest newest() {
    return new Telemetry.Newest(newest, newestVms);
  }

  synchronized Optional<Telemetry.OfVm> vm(VmId id) {
    Ring its = vms.get(id);
    if (its == null) {
      return Optional.empty();
    }
    VmSample last =
        newestVms.stream().filter(each -> each.vm().equals(id)).findFirst().orElseThrow();
    return Optional.of(
        new Telemetry.OfVm(newest, last, its.points().stream().map(VmPoint::of).toList()));
  }
}
