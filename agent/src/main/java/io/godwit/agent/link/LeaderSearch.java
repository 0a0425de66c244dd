package io.godwit.agent.link;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;

/**
 * Which manager is tried next, and after which pause. A leader's successor is to be found within
 * seconds, so pauses stay short while anything may change by itself; a host that is not welcome
 * asks seldom. Pure but for its memory, and used by one thread.
 */
final class LeaderSearch {
  static final Duration SHORTEST = Duration.ofMillis(100);

  /** Four rounds of three managers in the ten seconds that a change of leaders may take. */
  static final Duration LONGEST = Duration.ofSeconds(1);

  /** Until somebody has done something about it; it is looked at sooner when the files change. */
  static final Duration NOT_WELCOME = Duration.ofMinutes(1);

  /** Managers that point at each other are asked more slowly. */
  private static final int MAX_REDIRECTS = 4;

  /** As many as are kept on disk, and those of the configuration. */
  private static final int MAX_MANAGERS = 64;

  private final List<String> configured;
  private List<String> managers;
  private @Nullable String hint;
  private String current;
  private Duration pause = SHORTEST;
  private int redirects;

  /**
   * A search among those.
   *
   * @param configured where the configuration says managers are
   * @param remembered where a leader said they are
   */
  LeaderSearch(List<String> configured, List<String> remembered) {
    this.configured = List.copyOf(configured);
    this.managers = union(remembered);
    this.current = managers.getLast();
  }

  /** Where to try now: where the last one pointed, or else after the last one. */
  String next() {
    String pointed = hint;
    hint = null;
    current =
        pointed != null ? pointed : managers.get((managers.indexOf(current) + 1) % managers.size());
    return current;
  }

  /** A leader has said where managers are. */
  void learned(List<String> told) {
    managers = union(told);
    pause = SHORTEST;
    redirects = 0;
  }

  /**
   * How long to wait before the next try.
   *
   * @param chance 0 to 1: hosts that lost the same manager do not come back all at once
   */
  Duration after(Ending ending, double chance) {
    return switch (ending) {
      case Ending.Renewed _ -> {
        hint = current;
        yield Duration.ZERO;
      }
      case Ending.Redirected to -> {
        hint = to.leader();
        redirects++;
        yield redirects <= MAX_REDIRECTS ? Duration.ZERO : spread(grown(), chance);
      }
      case Ending.Lost _ -> {
        redirects = 0;
        pause = SHORTEST;
        yield spread(SHORTEST, chance);
      }
      case Ending.Failed _, Ending.Untrusted _, Ending.Deposed _ -> {
        redirects = 0;
        yield spread(grown(), chance);
      }
      case Ending.NotWelcome _ -> {
        redirects = 0;
        yield spread(NOT_WELCOME, chance);
      }
    };
  }

  private Duration grown() {
    Duration now = pause;
    Duration twice = pause.multipliedBy(2);
    pause = twice.compareTo(LONGEST) < 0 ? twice : LONGEST;
    return now;
  }

  private static Duration spread(Duration pause, double chance) {
    return Duration.ofNanos((long) (pause.toNanos() * (0.5 + chance / 2)));
  }

  private List<String> union(List<String> told) {
    SequencedSet<String> all = new LinkedHashSet<>(told);
    all.addAll(configured);
    return all.stream().limit(MAX_MANAGERS).toList();
  }
}
