package io.godwit.testbed.simulation.center;

import io.godwit.manager.balancing.Balancer;
import io.godwit.manager.decision.Decisions;
import io.godwit.manager.evacuation.Evacuations;
import io.godwit.manager.history.PlanLog;
import io.godwit.manager.inventory.Inventory;
import io.godwit.manager.orchestration.Orchestration;
import io.godwit.manager.planning.ClusterViews;
import io.godwit.manager.power.PowerSwitches;
import io.godwit.manager.saving.PowerSaver;
import io.godwit.manager.telemetry.Telemetry;
import io.godwit.manager.time.Time;

/** What a leader does by itself, as {@code manager.Term} has it: evens out, empties, switches. */
record Caretakers(Evacuations evacuations, Balancer balancer, PowerSaver saver)
    implements AutoCloseable {
  static Caretakers start(
      Inventory inventory,
      Orchestration orchestration,
      Telemetry telemetry,
      PowerSwitches switches,
      Time time) {
    ClusterViews views = ClusterViews.of(telemetry, orchestration, time);
    Decisions decisions = new Decisions(PlanLog.NONE, "simulated");
    Evacuations evacuations = Evacuations.start(inventory, orchestration, views, decisions, time);
    Balancer balancer = Balancer.start(inventory, orchestration, views, decisions, time);
    return new Caretakers(
        evacuations,
        balancer,
        PowerSaver.start(inventory, orchestration, balancer, telemetry, switches, time));
  }

  @Override
  public void close() {
    saver.close();
    balancer.close();
    evacuations.close();
  }
}
