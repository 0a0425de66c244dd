package io.godwit.planner.migration;

import io.godwit.model.migration.Forecast;
import io.godwit.model.migration.MigrationLimits;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Chooses how a migration goes about it. What harms the guest least comes first: any way that
 * leaves it alone, then holding it back as little as will do, then letting it go ahead of its
 * memory. Each only as far as the limits permit.
 */
public final class Strategy {
  /** Another way replaces the plain one if it takes at most this share of its time. */
  private static final double CLEARLY_SHORTER = 0.9;

  private final Candidates candidates;
  private final MigrationLimits limits;
  private final List<String> log = new ArrayList<>();

  private Strategy(Situation situation, MigrationLimits limits) {
    this.candidates = new Candidates(situation, limits);
    this.limits = limits;
  }

  /** The way to go, or why there is none. */
  public static Choice choose(Situation situation, MigrationLimits limits) {
    return new Strategy(situation, limits).choose(situation);
  }

  /** The same without words, for those who try many limits. */
  static Optional<Forecast> within(Situation situation, MigrationLimits limits) {
    return new Strategy(situation, limits).fitting();
  }

  private Choice choose(Situation situation) {
    Optional<Forecast> fitting = fitting();
    if (fitting.isPresent()) {
      return chosen(fitting.get());
    }
    if (!situation.isFounded()) {
      log.add(
          situation.knowsDirtyRate()
              ? "the link was not measured: nothing is refused for an assumption"
              : "the guest was not sampled: nothing is refused for an assumption");
      return chosen(candidates.gentle().getFirst());
    }
    Forecast closest = closest();
    return new Choice.Refused(
        closest, log, missed(closest), Relaxations.cheapest(situation, limits));
  }

  private Choice chosen(Forecast forecast) {
    log.add("chosen: " + forecast.course());
    return new Choice.Chosen(forecast, log);
  }

  private Optional<Forecast> fitting() {
    return gentlest()
        .or(() -> first(candidates.throttled()))
        .or(() -> first(candidates.postcopy()));
  }

  private Optional<Forecast> gentlest() {
    List<Forecast> gentle = candidates.gentle();
    List<Forecast> fit = gentle.stream().filter(this::tried).toList();
    Optional<Forecast> shortest = fit.stream().min(Comparator.comparing(Forecast::duration));
    Forecast plain = gentle.getFirst();
    if (shortest.isPresent() && fit.contains(plain)) {
      double share =
          (double) shortest.get().duration().toNanos() / Math.max(1, plain.duration().toNanos());
      return Optional.of(share <= CLEARLY_SHORTER ? shortest.get() : plain);
    }
    return shortest;
  }

  private Optional<Forecast> first(List<Forecast> forecasts) {
    return forecasts.stream().filter(this::tried).findFirst();
  }

  private boolean tried(Forecast forecast) {
    String missed = missed(forecast);
    log.add(
        "%s: %s, %s on the wire, pause %s%s"
            .formatted(
                forecast.course(),
                Reasons.time(forecast.duration()),
                forecast.transferred(),
                Reasons.time(forecast.downtime()),
                missed.isEmpty() ? "" : "; no: " + missed));
    return missed.isEmpty();
  }

  /** What of the limits it would break; empty if nothing. */
  private String missed(Forecast forecast) {
    List<String> missed = new ArrayList<>();
    if (forecast.downtime().compareTo(limits.downtimeLimit()) > 0) {
      missed.add(
          "the pause would be %s, the limit is %s"
              .formatted(Reasons.time(forecast.downtime()), Reasons.time(limits.downtimeLimit())));
    }
    if (forecast.duration().compareTo(limits.deadline()) > 0) {
      missed.add(
          "the copy would take %s, the deadline is %s"
              .formatted(Reasons.time(forecast.duration()), Reasons.time(limits.deadline())));
    }
    return String.join("; ", missed);
  }

  /** By how many times the worst of its limits is passed. */
  private Forecast closest() {
    List<Forecast> all = new ArrayList<>(candidates.gentle());
    all.addAll(candidates.throttled());
    all.addAll(candidates.postcopy());
    return all.stream().min(Comparator.comparingDouble(this::excess)).orElseThrow();
  }

  private double excess(Forecast forecast) {
    return Math.max(
        (double) forecast.downtime().toNanos() / limits.downtimeLimit().toNanos(),
        (double) forecast.duration().toNanos() / limits.deadline().toNanos());
  }
}
