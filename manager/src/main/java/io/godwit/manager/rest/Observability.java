package io.godwit.manager.rest;

import io.godwit.manager.telemetry.Telemetry;

/**
 * What the API shows besides the state.
 *
 * @param telemetry what hosts and VMs use
 */
public record Observability(Telemetry telemetry) {
  /** Shows nothing. */
  public static Observability none() {
    return new Observability(new Telemetry(System::nanoTime));
  }
}
