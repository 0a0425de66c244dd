package io.godwit.manager.orchestration;

import io.godwit.manager.time.Time;
import io.godwit.model.host.HostId;
import io.godwit.model.migration.Compression;
import io.godwit.model.migration.PathFacts;
import io.godwit.model.migration.Secrecy;
import io.godwit.model.migration.Transport;
import io.godwit.model.unit.DataRate;
import io.godwit.planner.migration.Link;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
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

  /**
   * A copy that gets less of a link was held up by processors: by its streams' ends, or by what
   * packs pages.
   */
  private static final double FILLS_LINK = 0.7;

  private static final Way NOTHING = new Way();

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
    final Map<Secrecy, Deque<DataRate>> streams = new EnumMap<>(Secrecy.class);
    @Nullable PathFacts measured;
    long measuredAt;
  }

  /**
   * A copy that nobody had limited.
   *
   * @param best bytes per second on the wire, when it was fastest
   * @param firstPass the same on average of its first pass, zero if it was too short to tell
   */
  record Copy(Transport transport, DataRate best, DataRate firstPass) {}

  /** What a copy says of the link is no more than what it got; or it says what its streams got. */
  synchronized void seen(HostId source, HostId destination, Copy copy) {
    if (copy.best().equals(DataRate.ZERO)) {
      return;
    }
    Link known = between(source, destination);
    boolean filled =
        known.basis() != Link.Basis.MEASURED
            || copy.best().bytesPerSecond() >= FILLS_LINK * known.bandwidth().bytesPerSecond();
    Way way = way(source, destination);
    if (filled) {
      keep(way.rates, copy.best());
    }
    Secrecy secrecy = copy.transport().secrecy();
    double each = (double) copy.firstPass().bytesPerSecond() / copy.transport().channels();
    boolean plain = copy.transport().compression() != Compression.ZSTD && each >= 1;
    if (plain && (!filled || each > known.streamRate(secrecy))) {
      keep(
          way.streams.computeIfAbsent(secrecy, _ -> new ArrayDeque<>()),
          new DataRate(Math.round(each)));
    }
  }

  private static void keep(Deque<DataRate> rates, DataRate newest) {
    rates.addLast(newest);
    if (rates.size() > KEPT) {
      rates.removeFirst();
    }
  }

  /** The way was measured just now. */
  synchronized void measured(HostId source, HostId destination, PathFacts facts) {
    Way way = way(source, destination);
    way.measured = facts;
    way.measuredAt = time.nanos();
    keep(way.rates, facts.bandwidth());
  }

  /** What was measured of the way, if that is not older. */
  synchronized Optional<PathFacts> path(HostId source, HostId destination, Duration oldest) {
    Way way = ways.get(new Pair(source, destination));
    return way == null || time.nanos() - way.measuredAt > oldest.toNanos()
        ? Optional.empty()
        : Optional.ofNullable(way.measured);
  }

  /** How much the way carries, and a stream on it; known from this direction, else the other. */
  synchronized Link between(HostId source, HostId destination) {
    Way there = ways.getOrDefault(new Pair(source, destination), NOTHING);
    Way back = ways.getOrDefault(new Pair(destination, source), NOTHING);
    Deque<DataRate> rates = there.rates.isEmpty() ? back.rates : there.rates;
    if (rates.isEmpty()) {
      return Link.UNKNOWN;
    }
    Map<Secrecy, DataRate> streams = new EnumMap<>(Secrecy.class);
    back.streams.forEach((secrecy, seen) -> streams.put(secrecy, median(seen)));
    there.streams.forEach((secrecy, seen) -> streams.put(secrecy, median(seen)));
    return new Link(median(rates), Link.Basis.MEASURED, rates.size(), streams);
  }

  private static DataRate median(Collection<DataRate> rates) {
    return rates.stream().sorted().skip(rates.size() / 2).findFirst().orElseThrow();
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
}
