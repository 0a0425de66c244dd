package io.godwit.manager.power;

import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import java.util.function.BooleanSupplier;

/**
 * Switches only as long as no other manager can lead: one that was stopped between its decision and
 * its order would else switch a host off that has guests by now.
 */
record LeadersSwitch(PowerSwitch real, BooleanSupplier held) implements PowerSwitch {
  @Override
  public String description() {
    return real.description();
  }

  @Override
  public String offRefusal() {
    return real.offRefusal();
  }

  @Override
  public PowerState state() throws InterruptedException {
    return real.state();
  }

  @Override
  public void on() throws InterruptedException {
    requireHeld();
    real.on();
  }

  @Override
  public void off() throws InterruptedException {
    requireHeld();
    real.off();
  }

  private void requireHeld() {
    if (!held.getAsBoolean()) {
      throw new GodwitException(
          ErrorCode.NO_LEADER,
          "This manager leads no more; it switched nothing.",
          "Ask the manager that leads now.");
    }
  }
}
