package io.godwit.protocol.api;

import java.time.Instant;
import java.util.List;

/**
 * Which hosts of a cluster are needed, what would be switched and moved for it, and why.
 *
 * @param number of the plan; it stays as long as moves and switches are the same
 * @param at when it was looked at the cluster
 * @param saving what the cluster's people want
 * @param digest of all that the plan was made from
 * @param hosts all hosts of the cluster, and what becomes of them
 * @param moves in their order
 * @param report in sentences
 */
public record PowerPlanView(
    long number,
    Instant at,
    String cluster,
    PowerSavingView saving,
    String digest,
    List<PowerHostView> hosts,
    List<PlanView.MoveView> moves,
    List<String> report) {
  public PowerPlanView {
    hosts = List.copyOf(hosts);
    moves = List.copyOf(moves);
    report = List.copyOf(report);
  }

  /**
   * One host.
   *
   * @param stage how it is: ON, EMPTYING, GOING_OFF, STANDBY, COMING_ON or FAILED_TO_RETURN
   * @param plan what becomes of it: ON, OFF or STAYS
   * @param because why; empty where there is nothing to say
   */
  public record PowerHostView(String host, String stage, String plan, String because) {}
}
