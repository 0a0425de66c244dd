package io.godwit.protocol.api;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A host and its maintenance: what is promised before it begins, and how far it is.
 *
 * @param stage how far it is
 * @param since when it was decided; null before
 * @param by who decided it
 * @param leaving the VMs that are to go, in the order in which they go
 * @param staying the VMs that do not, and why
 * @param gone how many have left for it
 * @param expectedEndAt when the host is expected to be empty; null if it is, or never will be
 * @param after what the others can still take then
 * @param report the plan in sentences
 */
public record MaintenanceView(
    String host,
    Stage stage,
    @Nullable Instant since,
    @Nullable String by,
    List<Leaving> leaving,
    List<Staying> staying,
    int gone,
    @Nullable Instant expectedEndAt,
    @Nullable After after,
    List<String> report) {
  public MaintenanceView {
    leaving = List.copyOf(leaving);
    staying = List.copyOf(staying);
    report = List.copyOf(report);
  }

  /** How far it is. */
  public enum Stage {
    /** It takes VMs. */
    IN_SERVICE,
    /** It takes none, and its VMs leave. */
    EVACUATING,
    /** It takes none, and what could leave has left; some may stay, see {@code staying}. */
    BLOCKED,
    /** It takes none, and no guest runs there. */
    EMPTY
  }

  /**
   * A VM that is to go.
   *
   * @param to where
   * @param state how far it is
   * @param migration once there is one
   * @param expectedMs how long its migration is expected to take; null if nobody knows
   * @param reason why there
   */
  public record Leaving(
      String vm,
      String to,
      State state,
      @Nullable String migration,
      @Nullable Long expectedMs,
      String reason) {
    /** How far it is. */
    public enum State {
      PLANNED,
      QUEUED,
      RUNNING
    }
  }

  /**
   * A VM that stays.
   *
   * @param running whether a guest runs in it; one that does not is in nobody's way
   * @param problem why it cannot go; null if it need not
   */
  public record Staying(String vm, boolean running, @Nullable ProblemView problem) {}

  /**
   * What is left to the other hosts of the cluster.
   *
   * @param memoryFreeBytes memory that no VM has
   * @param survivesHostLoss whether they could take the VMs of any one of them
   */
  public record After(long memoryFreeBytes, boolean survivesHostLoss) {}
}
