package io.godwit.protocol.api;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A migration.
 *
 * @param vm the VM's name
 * @param phase where it is, or was when it ended
 * @param startedAt when the manager accepted it
 * @param endedAt when its end was recorded
 * @param result once it is {@code COMPLETED}
 * @param problem once it is {@code FAILED}, {@code CANCELLED} or {@code INDETERMINATE}
 * @param actor who asked for it
 * @param forecast what was expected of it; older ones have none
 * @param decisions what was decided about it, oldest first
 * @param begunAt when its turn came; older ones do not say
 * @param queue where it stands while it is {@code QUEUED}
 */
public record MigrationView(
    String id,
    String vm,
    String source,
    String destination,
    State state,
    String phase,
    Instant startedAt,
    @Nullable Instant endedAt,
    Progress progress,
    @Nullable Result result,
    @Nullable ProblemView problem,
    String actor,
    @Nullable ForecastView forecast,
    List<DecisionView> decisions,
    @Nullable Instant begunAt,
    @Nullable Queue queue) {
  public MigrationView {
    // The history has some that were written before there were any.
    decisions = decisions == null ? List.of() : List.copyOf(decisions);
  }

  /** How it stands. */
  public enum State {
    QUEUED,
    RUNNING,
    COMPLETED,
    FAILED,
    CANCELLED,
    INDETERMINATE;

    public boolean hasEnded() {
      return this == COMPLETED || this == FAILED || this == CANCELLED;
    }
  }

  /**
   * @param position in the line, 1 is the first
   * @param reason what it waits for
   */
  public record Queue(int position, String reason) {}

  /**
   * @param round 1 is the first full pass, 0 before
   * @param expectedDowntimeMs what the pause would be if the guest were stopped now
   */
  public record Progress(
      long elapsedMs,
      long round,
      long totalBytes,
      long transferredBytes,
      long remainingBytes,
      long rateBytesPerSecond,
      long dirtyRateBytesPerSecond,
      long expectedDowntimeMs) {}

  /**
   * @param totalMs accepted request to recorded handover
   * @param downtimeMs guest stopped on the source to guest running on the destination
   * @param qemuDowntimeMs the source QEMU's own figure
   * @param copyMs the copy alone
   * @param blackoutMs the longest time that the VM did not answer on its network, if measured
   * @param blackoutSeenBy the host that measured it
   * @param blackoutUnknown why it was not measured
   */
  public record Result(
      double totalMs,
      double downtimeMs,
      double qemuDowntimeMs,
      double copyMs,
      long transferredBytes,
      long rounds,
      @Nullable Double blackoutMs,
      @Nullable String blackoutSeenBy,
      @Nullable String blackoutUnknown) {}
}
