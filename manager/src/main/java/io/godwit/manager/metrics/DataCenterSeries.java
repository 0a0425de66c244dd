package io.godwit.manager.metrics;

import io.godwit.manager.inventory.DataCenter;
import io.godwit.manager.inventory.HostEntry;
import io.godwit.manager.inventory.Inventory;
import io.godwit.manager.inventory.Migration;
import io.godwit.manager.inventory.MigrationState;
import io.godwit.manager.inventory.VmEntry;
import io.godwit.manager.loop.Published;
import io.godwit.manager.telemetry.Telemetry;
import io.godwit.model.host.HostId;
import io.godwit.model.migration.MigrationId;
import io.godwit.model.migration.MigrationPhase;
import io.godwit.model.vm.VmObservation;
import io.godwit.model.vm.VmState;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/** What the data center is like, read from the newest state when it is asked for. */
final class DataCenterSeries implements MultiCollector {
  private static final String VERSION = "godwit_state_version";
  private static final String QUEUE = "godwit_loop_queue";
  private static final String HOSTS = "godwit_hosts";
  private static final String CONNECTED = "godwit_agents_connected";
  private static final String VMS = "godwit_vms";
  private static final String IN_FLIGHT = "godwit_migrations_in_flight";
  private static final String QUEUED = "godwit_migrations_queued";
  private static final String WAITING = "godwit_migrations_queue_oldest_seconds";
  private static final String UNKNOWN = "unknown";

  private final Supplier<Optional<Inventory>> inventory;
  private final Telemetry telemetry;
  private final Metrics.VmSeries vmSeries;

  DataCenterSeries(
      Supplier<Optional<Inventory>> inventory, Telemetry telemetry, Metrics.VmSeries vmSeries) {
    this.inventory = inventory;
    this.telemetry = telemetry;
    this.vmSeries = vmSeries;
  }

  @Override
  public MetricSnapshots collect() {
    Series series =
        new Series()
            .gauge(VERSION, "Counts published states.")
            .gauge(QUEUE, "Decisions that wait for their turn.")
            .gauge(HOSTS, "Hosts by whether their agent is linked to this manager.")
            .gauge(CONNECTED, "Agents that are linked to this manager.")
            .gauge(VMS, "VMs by what their hosts say they do.")
            .gauge(IN_FLIGHT, "Migrations that have begun and not ended, by phase.")
            .gauge(QUEUED, "Migrations that wait for their turn.")
            .gauge(WAITING, "How long the one that has waited longest has, in seconds.");
    inventory.get().ifPresent(leading -> collect(series, leading));
    return series.collect();
  }

  private void collect(Series series, Inventory asked) {
    Published<DataCenter> newest = asked.newest();
    DataCenter state = newest.state();
    series.point(VERSION, newest.version(), Labels.EMPTY);
    series.point(QUEUE, asked.waiting(), Labels.EMPTY);
    hosts(series, state);
    vms(series, state);
    migrations(series, state, asked.instant());
    SortedMap<HostId, Telemetry.Newest> measured = telemetry.newest();
    new HostGauges(series).add(measured);
    switch (vmSeries) {
      case SHOWN -> new VmGauges(series).add(state, measured);
      case HIDDEN -> {}
    }
  }

  private static void hosts(Series series, DataCenter state) {
    long connected = state.soft().hosts().values().stream().filter(HostEntry::isConnected).count();
    long away = state.soft().hosts().size() - connected;
    series.point(HOSTS, connected, Labels.of("connection", "connected"));
    series.point(HOSTS, away, Labels.of("connection", "disconnected"));
    series.point(CONNECTED, connected, Labels.EMPTY);
  }

  private static void vms(Series series, DataCenter state) {
    Map<String, Integer> counts = new TreeMap<>();
    counts.put(UNKNOWN, 0);
    for (VmState each : VmState.values()) {
      counts.put(each.name().toLowerCase(Locale.ROOT), 0);
    }
    for (VmEntry vm : state.hard().vms().values()) {
      counts.merge(seen(state, vm), 1, Integer::sum);
    }
    counts.forEach((is, count) -> series.point(VMS, count, Labels.of("state", is)));
  }

  /** What a host that is away said last may not be so any more. */
  private static String seen(DataCenter state, VmEntry vm) {
    return state
        .soft()
        .hosts()
        .get(vm.right().home())
        .filter(HostEntry::isConnected)
        .flatMap(host -> host.vms().get(vm.id()))
        .map(VmObservation::state)
        .map(is -> is.name().toLowerCase(Locale.ROOT))
        .orElse(UNKNOWN);
  }

  private static void migrations(Series series, DataCenter state, Instant now) {
    int waiting = 0;
    Duration longest = Duration.ZERO;
    Map<MigrationPhase, Integer> counts = new EnumMap<>(MigrationPhase.class);
    for (MigrationPhase phase : MigrationPhase.values()) {
      counts.put(phase, 0);
    }
    for (MigrationId id : state.hard().inFlight().values()) {
      Migration migration = state.hard().migrations().get(id).orElse(null);
      if (migration != null && migration.state() instanceof MigrationState.Queued) {
        waiting++;
        Duration waits = Duration.between(migration.acceptedAt(), now);
        longest = waits.compareTo(longest) > 0 ? waits : longest;
      } else if (migration != null) {
        counts.merge(Inventory.phase(migration, state), 1, Integer::sum);
      }
    }
    series.point(QUEUED, waiting, Labels.EMPTY);
    series.point(WAITING, longest.toMillis() / 1e3, Labels.EMPTY);
    counts.forEach((phase, count) ->
        series.point(IN_FLIGHT, count, Labels.of("phase", phase.name().toLowerCase(Locale.ROOT))));
  }
}
