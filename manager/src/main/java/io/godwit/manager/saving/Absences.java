package io.godwit.manager.saving;

import io.godwit.manager.inventory.DataCenter;
import io.godwit.manager.inventory.HostEntry;
import io.godwit.manager.inventory.Inventory;
import io.godwit.manager.telemetry.Telemetry;
import io.godwit.manager.time.Time;
import io.godwit.model.host.HostId;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * Since when hosts are off, to tell whether they have come back. One that is off may seem linked
 * for some seconds yet: that it is back is told by another link, or by what it has measured long
 * after. Clocks that people set tell nothing here. Safe for all threads.
 */
final class Absences {
  /** What a host has sent before it went off arrives within this. */
  private static final Duration UNDER_WAY = Duration.ofSeconds(10);

  private final Inventory inventory;
  private final Telemetry telemetry;
  private final Time time;
  private final Map<HostId, Absence> all = new ConcurrentHashMap<>();

  /**
   * @param since by the monotonic clock
   * @param link the number of its link then, 0 for none
   */
  private record Absence(long since, long link) {}

  Absences(Inventory inventory, Telemetry telemetry, Time time) {
    this.inventory = inventory;
    this.telemetry = telemetry;
    this.time = time;
  }

  /** The host is off now. */
  void begin(HostId host) {
    all.put(host, now(host));
  }

  private Absence now(HostId host) {
    DataCenter state = inventory.now();
    return new Absence(
        time.nanos(), state.soft().hosts().get(host).map(HostEntry::link).orElse(0L));
  }

  /** Forgets those that are over. */
  void keep(Predicate<HostId> off) {
    all.keySet().removeIf(off.negate());
  }

  /** Whether the host has come back since. */
  boolean isOver(HostId host) {
    Absence absence = all.computeIfAbsent(host, this::now);
    return inventory
        .now()
        .soft()
        .hosts()
        .get(host)
        .filter(HostEntry::isConnected)
        .filter(entry -> entry.link() != absence.link || hasMeasuredSince(host, absence))
        .isPresent();
  }

  private boolean hasMeasuredSince(HostId host, Absence absence) {
    Duration counts = Duration.ofNanos(time.nanos() - absence.since).minus(UNDER_WAY);
    Optional<Duration> silence = telemetry.silence(host);
    return silence.isPresent() && silence.get().compareTo(counts) < 0;
  }
}
