package io.godwit.testbed.simulation.host;

/**
 * What an agent takes care of. All of it is so in the real one; tests leave one out, to see that it
 * is missed.
 *
 * @param refusesOldGenerations whether an order of an older generation is refused
 * @param stopsBeforeRemoving whether a destination's QEMU is told to stop before it is given up
 * @param looksBeforeRemoving whether a destination that nobody watched is left alone
 */
public record Rules(
    boolean refusesOldGenerations, boolean stopsBeforeRemoving, boolean looksBeforeRemoving) {
  public static final Rules REAL = new Rules(true, true, true);
}
