package io.godwit.planner.cluster;

import io.godwit.model.host.HostId;
import io.godwit.model.vm.VmId;
import java.util.ArrayList;
import java.util.List;

/**
 * Why a plan is as it is.
 *
 * @param lines for people
 * @param scores of the cluster before and after, and of whatever was compared
 * @param alternatives what else was looked at
 */
public record Report(List<String> lines, List<Score> scores, List<Alternative> alternatives) {
  /** Nothing to say. */
  public static final Report EMPTY = new Report(List.of(), List.of(), List.of());

  /** Longer lists say less. */
  public static final int MOST_ALTERNATIVES = 200;

  public Report {
    lines = List.copyOf(lines);
    scores = List.copyOf(scores);
    alternatives =
        List.copyOf(alternatives.subList(0, Math.min(MOST_ALTERNATIVES, alternatives.size())));
  }

  /** A number of things in words: 1 move, 2 moves. */
  public static String count(long number, String thing) {
    return number + " " + thing + (number == 1 ? "" : "s");
  }

  /** The same with more lines at its end. */
  public Report and(List<String> more) {
    List<String> all = new ArrayList<>(lines);
    all.addAll(more);
    return new Report(all, scores, alternatives);
  }

  /**
   * Figures of something.
   *
   * @param subject what was looked at, such as "cluster before" or "host h1"
   */
  public record Score(String subject, List<Part> parts) {
    public Score {
      parts = List.copyOf(parts);
    }

    /** The part with this name, or 0. */
    public double part(String name) {
      return parts.stream()
          .filter(each -> each.name().equals(name))
          .mapToDouble(Part::value)
          .findFirst()
          .orElse(0);
    }
  }

  /**
   * One figure of a score.
   *
   * @param name with its unit, such as "happiness %"
   */
  public record Part(String name, double value) {}

  /**
   * A move that is not in the plan.
   *
   * @param gain in core-seconds
   * @param verdict why it is not, as a part of a sentence
   */
  public record Alternative(VmId vm, HostId to, double gain, String verdict) {}
}
