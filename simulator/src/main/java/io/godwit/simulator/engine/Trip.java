package io.godwit.simulator.engine;

/**
 * The way of a VM to another host.
 *
 * @param begin seconds after the step
 * @param end the same
 */
record Trip(double begin, double end) {
  double seconds() {
    return end - begin;
  }
}
