package io.godwit.protocol.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.godwit.protocol.api.PlacementView.ScorePartView;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What would be better in a cluster, and why.
 *
 * @param number of the pass it comes from; 0 for what was only asked
 * @param at when it was looked at the cluster
 * @param mode how the cluster is balanced
 * @param digest of all that the plan was made from
 * @param moves in their order
 * @param report in sentences; where nothing is worth moving, it says so
 * @param purpose of a plan that was kept: BALANCE, MAINTENANCE, HOMECOMING or POWER
 * @param host that is emptied, where the plan is of its maintenance, or that VMs come home to
 * @param version of the manager that has made a plan that was kept
 * @param scores of the cluster before and after, part by part
 * @param alternatives moves that were looked at and are not in it
 * @param consequences what the moves would come to
 */
public record PlanView(
    long number,
    Instant at,
    String cluster,
    String mode,
    int threshold,
    String digest,
    List<MoveView> moves,
    List<String> report,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String purpose,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String host,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String version,
    List<ScoreView> scores,
    List<AlternativeView> alternatives,
    ConsequencesView consequences) {
  public PlanView {
    scores = List.copyOf(scores);
    alternatives = List.copyOf(alternatives);
    moves = List.copyOf(moves);
    report = List.copyOf(report);
  }

  /**
   * What a plan would come to.
   *
   * @param migrations guests that would move while they work
   * @param starts VMs that would start, having run nowhere
   * @param expectedMs until the last is done
   * @param wattsBefore what the hosts that are on draw together; null if that of one is not known
   * @param wattsAfter what they would draw
   * @param unmeasured hosts of which no power curve is known
   */
  public record ConsequencesView(
      int migrations,
      int starts,
      long bytes,
      long expectedMs,
      @Nullable Double wattsBefore,
      @Nullable Double wattsAfter,
      List<String> unmeasured) {
    public ConsequencesView {
      unmeasured = List.copyOf(unmeasured);
    }
  }

  /**
   * Figures of something.
   *
   * @param subject such as "cluster before"
   */
  public record ScoreView(String subject, List<ScorePartView> parts) {
    public ScoreView {
      parts = List.copyOf(parts);
    }
  }

  /**
   * A move that was looked at and is not in the plan.
   *
   * @param gainCoreSeconds what it would bring
   * @param verdict why it is not
   */
  public record AlternativeView(String vm, String to, double gainCoreSeconds, String verdict) {}

  /**
   * One move.
   *
   * @param from null for a VM that runs nowhere
   * @param purpose what it is for
   * @param because a sentence with its figures
   * @param after numbers of the moves, from 1, that have to be done before
   * @param expectedMs how long it is expected to take
   */
  public record MoveView(
      String vm,
      @Nullable String from,
      String to,
      String purpose,
      String because,
      List<Integer> after,
      long expectedMs) {
    public MoveView {
      after = List.copyOf(after);
    }
  }
}
