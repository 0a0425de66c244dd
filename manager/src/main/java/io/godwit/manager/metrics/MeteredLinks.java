package io.godwit.manager.metrics;

import io.godwit.manager.agents.LinkListener;
import io.godwit.model.host.HostDescription;
import io.godwit.model.host.HostId;
import io.godwit.model.migration.MigrationId;
import io.godwit.model.migration.MigrationProgress;
import io.godwit.model.telemetry.HostSample;
import io.godwit.model.telemetry.VmSample;
import io.godwit.model.vm.VmId;
import io.godwit.model.vm.VmObservation;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;

/** Counts links that come and go, and what they bring. */
final class MeteredLinks implements LinkListener {
  private final LinkListener next;
  private final Counter opened;
  private final Counter closed;
  private final Counter samples;
  private final Counter news;

  MeteredLinks(LinkListener next, MeterRegistry registry) {
    this.next = next;
    opened = counter(registry, "links.opened", "Links that agents made.");
    closed = counter(registry, "links.closed", "Links that ended.");
    samples = counter(registry, "samples", "Samples of hosts that came.");
    news = counter(registry, "news", "Changes of VMs and progress of migrations that came.");
  }

  private static Counter counter(MeterRegistry registry, String what, String description) {
    return Counter.builder("godwit.agent." + what).description(description).register(registry);
  }

  @Override
  public void connected(HostDescription host, long link, List<VmObservation> vms) {
    opened.increment();
    next.connected(host, link, vms);
  }

  @Override
  public void disconnected(HostId host, long link) {
    closed.increment();
    next.disconnected(host, link);
  }

  @Override
  public void seen(HostId host, VmObservation observation) {
    news.increment();
    next.seen(host, observation);
  }

  @Override
  public void gone(HostId host, VmId vm) {
    news.increment();
    next.gone(host, vm);
  }

  @Override
  public void progressed(HostId host, MigrationId migration, MigrationProgress progress) {
    news.increment();
    next.progressed(host, migration, progress);
  }

  @Override
  public void measured(HostId host, HostSample sample, List<VmSample> vms) {
    samples.increment();
    next.measured(host, sample, vms);
  }
}
