package io.godwit.lab.demo;

import io.godwit.lab.Lab;
import io.godwit.lab.LabManager;
import io.godwit.protocol.api.MigrationView;
import java.util.function.Consumer;

/**
 * Kills the manager that leads as soon as the first guest is being copied, where there are several:
 * nobody must notice that either. Shows the progress to someone else meanwhile.
 */
final class Assassin implements Consumer<MigrationView> {
  private static final String COPYING = "PRECOPY";

  private final Lab lab;
  private final Steps steps;
  private final Consumer<MigrationView> display;
  private boolean done;

  Assassin(Lab lab, Steps steps, Consumer<MigrationView> display) {
    this.lab = lab;
    this.steps = steps;
    this.display = display;
    this.done = lab.managers().size() == 1 || !lab.allManagersRun();
  }

  @Override
  public void accept(MigrationView migration) {
    display.accept(migration);
    if (!done && migration.phase().equals(COPYING)) {
      done = true;
      LabManager leader = lab.leader();
      try {
        leader.kill();
      } catch (InterruptedException cancelled) {
        Thread.currentThread().interrupt();
        return;
      }
      steps.begin("killed manager " + leader.name() + ", which led, in the middle of the copy");
    }
  }
}
