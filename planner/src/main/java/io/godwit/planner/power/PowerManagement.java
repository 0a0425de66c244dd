package io.godwit.planner.power;

import io.godwit.planner.cluster.ClusterSnapshot;
import io.godwit.planner.cluster.Digest;
import io.godwit.planner.cluster.Plan;
import io.godwit.planner.cluster.Report;
import io.godwit.planner.cluster.Report.Part;
import io.godwit.planner.cluster.Report.Score;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** Decides which hosts are on, and what moves for it. */
public final class PowerManagement {
  private final Board board;
  private final Draft draft;

  private PowerManagement(Board board) {
    this.board = board;
    this.draft = new Draft(board);
  }

  /**
   * Decides once. Meant to be asked every five minutes, or whenever there is a new sample.
   *
   * @param cluster as it is now; hosts that are off are {@link
   *     io.godwit.planner.cluster.Condition#STANDBY}, those that do not come back anything else
   *     that admits nothing
   * @param past what was measured until now
   */
  public static PowerPlan plan(ClusterSnapshot cluster, PastDemand past, PowerSettings settings) {
    return plan(cluster, past, settings, KeptOn.NONE);
  }

  /**
   * Decides once, where not every host may go off.
   *
   * @param kept hosts that stay on; they take VMs as the others do
   */
  public static PowerPlan plan(
      ClusterSnapshot cluster, PastDemand past, PowerSettings settings, KeptOn kept) {
    return new PowerManagement(new Board(cluster, past, settings, kept)).decide(cluster);
  }

  private PowerPlan decide(ClusterSnapshot cluster) {
    Score before = score("cluster before");
    Movable movable = new Movable(board);
    new Relief(board, movable, draft).run();
    List<String> lines = new ArrayList<>();
    if (isCalm()) {
      new Emptying(board, movable, draft).run();
    } else {
      lines.add("No host is emptied: one was switched on less than " + minutes() + " min ago.");
    }
    new Switching(board, draft).run();
    draft
        .switches()
        .forEach(each ->
            lines.add(
                each.host() + " is switched " + each.direction() + ": " + each.because() + "."));
    draft.stays().forEach(each -> lines.add(each.host() + " stays: " + each.because() + "."));
    if (draft.steps().isEmpty() && draft.switches().isEmpty()) {
      lines.add("Nothing is worth moving or switching.");
    }
    Report report = new Report(lines, List.of(before, score("cluster after")), List.of());
    String digest =
        Digest.of(
            cluster,
            List.of(board.settings, board.past.fingerprint(), board.past.hosts(), board.kept));
    return new PowerPlan(
        new Plan(draft.steps(), report, digest, 0), draft.switches(), draft.stays());
  }

  private long minutes() {
    return board.settings.calm().toMinutes();
  }

  /** Whether demand has not just asked for a host. */
  private boolean isCalm() {
    Duration calm = board.settings.calm();
    return IntStream.range(0, board.layout.hosts())
        .noneMatch(host ->
            draft.changes(host)
                || (board.isOn(host) && board.past.of(board.id(host)).onFor().compareTo(calm) < 0));
  }

  private Score score(String subject) {
    double capacity = 0;
    int on = 0;
    for (int host = 0; host < board.layout.hosts(); host++) {
      if (board.isOn(host)) {
        capacity += board.capacity(host);
        on++;
      }
    }
    double now = board.outlookOfAll().now();
    double use = capacity == 0 ? 0 : 100 * now / capacity;
    return new Score(
        subject,
        List.of(
            new Part("hosts on", on),
            new Part("use %", Double.parseDouble(String.format(Locale.ROOT, "%.1f", use)))));
  }
}
