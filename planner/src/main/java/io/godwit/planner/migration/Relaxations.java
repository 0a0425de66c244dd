package io.godwit.planner.migration;

import io.godwit.model.migration.Forecast;
import io.godwit.model.migration.MigrationLimits;
import io.godwit.model.migration.PostcopyPolicy;
import io.godwit.model.unit.DataRate;
import io.godwit.model.unit.DataSize;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;

/**
 * Which change of limits would make a migration possible. Of several the cheapest counts, as a
 * guest and its owner would see it: waiting costs least, then bandwidth, then a longer pause, then
 * being held back; that memory depends on two hosts costs most. Each costs more the further it
 * goes.
 */
final class Relaxations {
  private static final Duration LONGEST = Duration.ofHours(24);
  private static final long LONGEST_PAUSE_MS = 60_000;
  private static final double DEADLINE_COST = 1;
  private static final double BANDWIDTH_COST = 1.5;
  private static final double PAUSE_COST = 2;
  private static final double SLOWDOWN_COST = 1 / 15.0;
  private static final double POSTCOPY_COST = 6;

  /** What a deadline leaves above the forecast, which may be wrong. */
  private static final double MARGIN = 1.2;

  private final Situation situation;
  private final MigrationLimits asked;

  private Relaxations(Situation situation, MigrationLimits asked) {
    this.situation = situation;
    this.asked = asked;
  }

  /** One limit changed, or else one and the deadline, or else one, the deadline and bandwidth. */
  static Optional<Choice.Relaxation> cheapest(Situation situation, MigrationLimits asked) {
    Relaxations search = new Relaxations(situation, asked);
    List<MigrationLimits> bases =
        List.of(
            asked,
            asked.withDeadline(LONGEST),
            asked.withDeadline(LONGEST).withBandwidth(DataRate.ZERO));
    for (MigrationLimits base : bases) {
      Optional<MigrationLimits> found =
          search.singles(base).stream().min(Comparator.comparingDouble(search::cost));
      if (found.isPresent()) {
        return found.map(limits -> new Choice.Relaxation(limits, search.sentence(limits)));
      }
    }
    return Optional.empty();
  }

  private List<MigrationLimits> singles(MigrationLimits base) {
    List<MigrationLimits> found = new ArrayList<>();
    fit(base.withDeadline(LONGEST)).ifPresent(found::add);
    least(1, linkMebibytes(), mebibytes -> bandwidth(base, mebibytes)).ifPresent(found::add);
    fit(base.withBandwidth(DataRate.ZERO)).ifPresent(found::add);
    least(
            base.downtimeLimit().toMillis(),
            Math.min(LONGEST_PAUSE_MS, base.deadline().toMillis()),
            ms -> base.withDowntimeLimit(Duration.ofMillis(ms)))
        .ifPresent(found::add);
    least(
            base.maxSlowdown(),
            MigrationLimits.MOST_SLOWDOWN,
            percent -> base.withMaxSlowdown((int) percent))
        .ifPresent(found::add);
    fit(base.withPostcopy(PostcopyPolicy.ALLOWED)).ifPresent(found::add);
    return found;
  }

  private long linkMebibytes() {
    return situation.link().bandwidth().bytesPerSecond() / DataSize.ofMebibytes(1).bytes();
  }

  /** Never less than was asked for. */
  private static MigrationLimits bandwidth(MigrationLimits base, long mebibytes) {
    DataRate rate = DataRate.ofMebibytesPerSecond(mebibytes);
    boolean less = base.bandwidth().equals(DataRate.ZERO) || rate.compareTo(base.bandwidth()) < 0;
    return less ? base : base.withBandwidth(rate);
  }

  /** The least of a figure that does, where more of it never harms. */
  private Optional<MigrationLimits> least(
      long from, long to, LongFunction<MigrationLimits> limits) {
    long low = from;
    long high = Math.max(from, to);
    if (Strategy.within(situation, limits.apply(high)).isEmpty()) {
      return Optional.empty();
    }
    while (low < high) {
      long middle = low + (high - low) / 2;
      if (Strategy.within(situation, limits.apply(middle)).isPresent()) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return fit(limits.apply(high));
  }

  /** With a deadline no longer than it takes, if it works at all. */
  private Optional<MigrationLimits> fit(MigrationLimits limits) {
    Optional<Forecast> within = Strategy.within(situation, limits);
    if (within.isEmpty() || limits.deadline().equals(asked.deadline())) {
      return within.map(_ -> limits);
    }
    Duration enough =
        Duration.ofSeconds(
            (long) Math.ceil(within.get().duration().toMillis() * MARGIN / 1000) + 1);
    Duration deadline = longer(longer(enough, asked.deadline()), limits.downtimeLimit());
    MigrationLimits shorter =
        limits.withDeadline(deadline.compareTo(LONGEST) < 0 ? deadline : LONGEST);
    return Optional.of(Strategy.within(situation, shorter).isPresent() ? shorter : limits);
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }

  private double cost(MigrationLimits limits) {
    double cost =
        DEADLINE_COST * doublings(asked.deadline().toMillis(), limits.deadline().toMillis())
            + PAUSE_COST
                * doublings(asked.downtimeLimit().toMillis(), limits.downtimeLimit().toMillis())
            + SLOWDOWN_COST * (limits.maxSlowdown() - asked.maxSlowdown());
    if (!limits.bandwidth().equals(asked.bandwidth())) {
      long most = situation.link().bandwidth().bytesPerSecond();
      long now =
          limits.bandwidth().equals(DataRate.ZERO) ? most : limits.bandwidth().bytesPerSecond();
      cost += BANDWIDTH_COST * doublings(asked.bandwidth().bytesPerSecond(), now);
    }
    return cost + (limits.postcopy() == asked.postcopy() ? 0 : POSTCOPY_COST);
  }

  private static double doublings(long from, long to) {
    return Math.log((double) Math.max(1, to) / Math.max(1, from)) / Math.log(2);
  }

  private String sentence(MigrationLimits limits) {
    List<String> changed = new ArrayList<>();
    if (!limits.deadline().equals(asked.deadline())) {
      changed.add("a deadline of " + Reasons.time(limits.deadline()));
    }
    if (!limits.bandwidth().equals(asked.bandwidth())) {
      changed.add(
          limits.bandwidth().equals(DataRate.ZERO)
              ? "no limit of the bandwidth"
              : "a bandwidth of " + limits.bandwidth());
    }
    if (!limits.downtimeLimit().equals(asked.downtimeLimit())) {
      changed.add("a pause of " + Reasons.time(limits.downtimeLimit()));
    }
    if (limits.maxSlowdown() != asked.maxSlowdown()) {
      changed.add("holding the guest back by " + limits.maxSlowdown() + " %");
    }
    if (limits.postcopy() != asked.postcopy()) {
      changed.add("post-copy");
    }
    return String.join(" and ", changed) + " would do";
  }
}
