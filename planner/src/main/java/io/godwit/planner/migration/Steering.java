package io.godwit.planner.migration;

import io.godwit.model.migration.MigrationLimits;
import io.godwit.model.migration.Postcopy;
import io.godwit.model.migration.PostcopyPolicy;
import io.godwit.model.migration.Transport;
import io.godwit.model.unit.DataSize;
import java.time.Duration;
import java.util.List;

/**
 * Decides after each round of a running copy.
 *
 * <p>A round makes <em>no net progress</em> if it leaves nearly as much as the smallest of those
 * before it. Then more rounds are waste, and something has to change, gentlest first: switch over
 * at a local minimum that fits into the pause asked for, hold the guest back, let it go ahead. What
 * the limits do not permit is not done; then the copy waits for a calmer guest until its deadline.
 *
 * @param transport what both ends were set up for
 * @param pause what QEMU may plan for now
 */
public record Steering(MigrationLimits limits, Transport transport, Duration pause) {
  /** A round that leaves so much of the smallest before it makes no net progress. */
  static final double STALL = 0.95;

  /** The first full pass and the one after it say nothing of progress. */
  static final int FEWEST_ROUNDS = 3;

  /** A guest that rewrites at this share of the link lets the rounds shrink fast enough. */
  static final double BEARABLE = 0.8;

  /** A smaller step would be lost in the noise of rounds. */
  static final int LEAST_STEP = 10;

  /** QEMU is told a little more than the figures say, since they are a moment old. */
  private static final double SLACK = 1.1;

  /**
   * @param rounds those that have ended, oldest first, each once
   */
  public Step next(List<Round> rounds) {
    if (rounds.isEmpty()) {
      return new Step.GoOn("the first pass is under way");
    }
    Round last = rounds.getLast();
    Duration toSend = last.toSend();
    if (toSend.compareTo(pause) <= 0) {
      return new Step.GoOn(
          "%s within the pause of %s: QEMU switches over by itself"
              .formatted(leaves(last), Reasons.time(pause)));
    }
    boolean late = last.elapsed().plus(toSend).compareTo(limits.deadline()) > 0;
    List<Round> since = sinceThrottle(rounds);
    boolean stalled = hasStalled(since);
    if (!late && !stalled) {
      return new Step.GoOn(leaves(last) + progress(since));
    }
    return change(since, late ? leaves(last) + ", too late for the deadline" : stall(since), late);
  }

  private Step change(List<Round> rounds, String trouble, boolean late) {
    Round last = rounds.getLast();
    if (fitsAsked(last) && isLocalMinimum(rounds)) {
      Duration wider = wider(last);
      return new Step.ForceSwitchover(
          wider,
          "%s; it fits into the %s asked for, QEMU may plan for %s now"
              .formatted(trouble, Reasons.time(limits.downtimeLimit()), Reasons.time(wider)));
    }
    if (!late && last.throttle() + LEAST_STEP / 2 < limits.maxSlowdown()) {
      int percent = throttle(rounds);
      return new Step.Throttle(
          percent,
          "%s; the guest is held back by %d %% instead of %d %%, of at most %d %%"
              .formatted(trouble, percent, last.throttle(), limits.maxSlowdown()));
    }
    if (limits.postcopy() == PostcopyPolicy.ALLOWED && transport.postcopy() == Postcopy.READY) {
      return new Step.SwitchToPostcopy(trouble + "; the guest goes ahead of its memory");
    }
    return late
        ? new Step.GiveUp(
            "%s of %s; nothing else is permitted"
                .formatted(trouble, Reasons.time(limits.deadline())))
        : new Step.GoOn(
            "%s; nothing else is permitted, waiting for a calmer guest until %s"
                .formatted(trouble, Reasons.time(limits.deadline())));
  }

  /** The pause that was asked for holds the switch, too. */
  private boolean fitsAsked(Round last) {
    return last.toSend().plus(Costs.SWITCH).compareTo(limits.downtimeLimit()) <= 0;
  }

  private Duration wider(Round last) {
    Duration wanted = Duration.ofNanos(Math.round(last.toSend().toNanos() * SLACK));
    Duration most = limits.downtimeLimit();
    return wanted.compareTo(most) < 0 ? wanted : most;
  }

  /** It will not become better by waiting for one round more. */
  private static boolean isLocalMinimum(List<Round> rounds) {
    long last = rounds.getLast().remaining().bytes();
    return rounds.stream().allMatch(each -> last * STALL <= each.remaining().bytes());
  }

  /** Rounds under another throttle tell nothing of this one. */
  private static List<Round> sinceThrottle(List<Round> rounds) {
    int from = rounds.size() - 1;
    while (from > 0 && rounds.get(from - 1).throttle() == rounds.getLast().throttle()) {
      from--;
    }
    return rounds.subList(from, rounds.size());
  }

  private static boolean hasStalled(List<Round> rounds) {
    return rounds.size() >= FEWEST_ROUNDS
        && rounds.getLast().remaining().bytes() >= STALL * smallestBefore(rounds).bytes();
  }

  private static DataSize smallestBefore(List<Round> rounds) {
    return rounds.subList(0, rounds.size() - 1).stream()
        .map(Round::remaining)
        .min(DataSize::compareTo)
        .orElse(DataSize.ZERO);
  }

  /**
   * So much that the guest rewrites at a bearable share of the link: of what is left of its time,
   * that share of link over dirty rate.
   */
  private int throttle(List<Round> rounds) {
    Round last = rounds.getLast();
    double took =
        rounds.size() < 2
            ? last.elapsed().toNanos()
            : last.elapsed().minus(rounds.get(rounds.size() - 2).elapsed()).toNanos();
    double dirtyRate = last.remaining().bytes() / Math.max(1e-3, took / 1e9);
    double free = dirtyRate / (1 - last.throttle() / 100.0);
    double wanted = 100 * (1 - BEARABLE * last.rate().bytesPerSecond() / Math.max(1, free));
    long stepped = Math.max(last.throttle() + LEAST_STEP, (long) Math.ceil(wanted));
    return (int) Math.min(stepped, limits.maxSlowdown());
  }

  private static String leaves(Round round) {
    return "round %d leaves %s, %s at %s"
        .formatted(round.number(), round.remaining(), Reasons.time(round.toSend()), round.rate());
  }

  private static String stall(List<Round> rounds) {
    return leaves(rounds.getLast())
        + ": no net progress, a round before left "
        + smallestBefore(rounds);
  }

  private static String progress(List<Round> rounds) {
    if (rounds.size() < 2) {
      return "";
    }
    long before = Math.max(1, smallestBefore(rounds).bytes());
    return ", %d %% of the smallest before"
        .formatted(Math.round(100.0 * rounds.getLast().remaining().bytes() / before));
  }
}
