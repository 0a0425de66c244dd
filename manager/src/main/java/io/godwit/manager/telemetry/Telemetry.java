package io.godwit.manager.telemetry;

import io.godwit.model.host.HostId;
import io.godwit.model.telemetry.HostSample;
import io.godwit.model.telemetry.VmSample;
import io.godwit.model.vm.VmId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** The newest figures of all hosts and VMs. Safe for all threads. */
public final class Telemetry {
  /** Four times the most hosts that this manager is made for. */
  static final int MAX_HOSTS = 10_000;

  /**
   * Longer than a restart of a host or of its network; its last figures are worth a look till then.
   */
  static final Duration FORGET_AFTER = Duration.ofHours(1);

  /** Looking at 2,500 hosts takes microseconds, and nobody waits for what it frees. */
  private static final Duration SWEEP_INTERVAL = Duration.ofMinutes(1);

  private final LongSupplier nanoClock;
  private final Map<HostId, HostSeries> hosts = new ConcurrentSkipListMap<>();
  private final AtomicLong nextSweep;

  /**
   * @param nanoClock monotonic
   */
  public Telemetry(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
    this.nextSweep = new AtomicLong(nanoClock.getAsLong());
  }

  /** A host's newest sample and its last points, oldest first. */
  public record OfHost(HostSample newest, List<HostPoint> points) {}

  /**
   * A VM's newest sample and its last points, oldest first.
   *
   * @param host the sample that it came with
   */
  public record OfVm(HostSample host, VmSample newest, List<VmPoint> points) {}

  /** The newest sample of a host and of its VMs. */
  public record Newest(HostSample host, List<VmSample> vms) {}

  /** A host has measured. Samples of hosts beyond the bound are not kept. */
  public void add(HostId host, HostSample sample, List<VmSample> vms) {
    long now = nanoClock.getAsLong();
    sweep(now);
    HostSeries known = hosts.get(host);
    if (known != null) {
      known.add(sample, vms, now);
    } else if (hosts.size() < MAX_HOSTS) {
      hosts.put(host, new HostSeries(sample, vms, now));
    }
  }

  /** The host is no longer one of ours. */
  public void forget(HostId host) {
    hosts.remove(host);
  }

  public Optional<OfHost> host(HostId host) {
    return Optional.ofNullable(hosts.get(host)).map(HostSeries::host);
  }

  /** What {@code home} tells of a VM; during a handover another host tells of it, too. */
  public Optional<OfVm> vm(HostId home, VmId vm) {
    return Optional.ofNullable(hosts.get(home)).flatMap(series -> series.vm(vm));
  }

  /** How long ago a host was heard of; empty if it was not, or so long ago that it is forgotten. */
  public Optional<Duration> silence(HostId host) {
    long now = nanoClock.getAsLong();
    return Optional.ofNullable(hosts.get(host)).map(series -> series.silence(now));
  }

  /** The newest of all. */
  public SortedMap<HostId, Newest> newest() {
    var all = new TreeMap<HostId, Newest>();
    hosts.forEach((host, series) -> all.put(host, series.newest()));
    return all;
  }

  private void sweep(long now) {
    long due = nextSweep.get();
    if (now - due >= 0 && nextSweep.compareAndSet(due, now + SWEEP_INTERVAL.toNanos())) {
      hosts.values().removeIf(series -> series.isSilentSince(now - FORGET_AFTER.toNanos()));
    }
  }
}
