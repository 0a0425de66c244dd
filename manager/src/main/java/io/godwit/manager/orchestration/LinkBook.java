package io.godwit.manager.orchestration;

import io.godwit.manager.time.Time;
import io.godwit.model.host.HostId;
import io.godwit.model.migration.PathFacts;
import io.godwit.model.unit.DataRate;
import io.godwit.planner.migration.Link;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the ways between hosts: how fast copies went, and what was measured. Soft state:
 * a new leader learns it anew. Safe for all threads.
 */
final class LinkBook {
  /** The newest of a pair; a link that was slow for one copy is not slow for ever. */
  private static final int KEPT = 5;

  /** Pairs that nothing was heard of for longest are forgotten; each takes some hundred bytes. */
  static final int MAX_PAIRS = 20_000;

  private final Time time;
  private final Map<Pair, Way> ways =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Pair, Way> eldest) {
          return size() > MAX_PAIRS;
        }
      };

  LinkBook(Time time) {
    this.time = time;
  }

  private record Pair(HostId source, HostId destination) {}

  /** What is known of one direction. */
  private static final class Way {
    final Deque<DataRate> rates = new ArrayDeque<>();
    @Nullable PathFacts measured;
    long measuredAt;
  }

  /**
   * A copy has gone this fast at its best, and nothing but the link held it up.
   *
   * @param rate bytes per second on the wire
   */
  synchronized void seen(HostId source, HostId destination, DataRate rate) {
    if (rate.equals(DataRate.ZERO)) {
      return;
    }
    Deque<DataRate> known = way(source, destination).rates;
    known.addLast(rate);
    if (known.size() > KEPT) {
      known.removeFirst();
    }
  }

  /** The way was measured just now. */
  synchronized void measured(HostId source, HostId destination, PathFacts facts) {
    Way way = way(source, destination);
    way.measured = facts;
    way.measuredAt = time.nanos();
    seen(source, destination, facts.bandwidth());
  }

  /** What was measured of the way, if that is not older. */
  synchronized Optional<PathFacts> path(HostId source, HostId destination, Duration oldest) {
    Way way = ways.get(new Pair(source, destination));
    return way == null || time.nanos() - way.measuredAt > oldest.toNanos()
        ? Optional.empty()
        : Optional.ofNullable(way.measured);
  }

  /** How much the way carries, known from either direction. */
  synchronized Link between(HostId source, HostId destination) {
    List<DataRate> known = rates(source, destination);
    if (known.isEmpty()) {
      known = rates(destination, source);
    }
    if (known.isEmpty()) {
      return Link.UNKNOWN;
    }
    List<DataRate> sorted = known.stream().sorted().toList();
    return new Link(sorted.get(sorted.size() / 2), Link.Basis.MEASURED, sorted.size());
  }

  /** The best that copies from or to each host have had lately. */
  synchronized Map<HostId, DataRate> fastest() {
    Map<HostId, DataRate> fastest = new HashMap<>();
    ways.forEach((pair, way) -> {
      for (DataRate rate : way.rates) {
        fastest.merge(pair.source(), rate, LinkBook::faster);
        fastest.merge(pair.destination(), rate, LinkBook::faster);
      }
    });
    return fastest;
  }

  private static DataRate faster(DataRate one, DataRate other) {
    return one.compareTo(other) >= 0 ? one : other;
  }

  private Way way(HostId source, HostId destination) {
    return ways.computeIfAbsent(new Pair(source, destination), _ -> new Way());
  }

  private List<DataRate> rates(HostId source, HostId destination) {
    Way way = ways.get(new Pair(source, destination));
    return way == null ? List.of() : List.copyOf(way.rates);
  }
}
