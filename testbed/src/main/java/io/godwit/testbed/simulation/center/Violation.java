package io.godwit.testbed.simulation.center;

/** Something is so that must never be. */
public final class Violation extends RuntimeException {
  private static final long serialVersionUID = 1L;

  Violation(String what) {
    super(what);
  }
}
