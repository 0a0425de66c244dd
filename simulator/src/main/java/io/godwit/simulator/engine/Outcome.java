package io.godwit.simulator.engine;

/**
 * What a day under a policy added up to.
 *
 * @param trace the day
 * @param energyKwh of all hosts
 * @param boundKwh what the same demand takes at least: at each step on as few full G5 as can hold
 *     it, migrations free of charge
 * @param migrations that were begun
 * @param migrationsPerVmDay of them, for each VM and 24 hours
 * @param wear the most that one VM had
 * @param switchedOff how often a host went off
 * @param hostsOn on average
 * @param violations time without enough processor
 * @param pdm share of VMs' demand that migrations took, on average over VMs: 10 % while they last
 * @param happiness what VMs got of what they wanted
 * @param load how evenly it was spread
 * @param waiting of moves for their turn; nobody waits where all begin at once
 */
public record Outcome(
    String trace,
    int vms,
    double energyKwh,
    double boundKwh,
    int migrations,
    double migrationsPerVmDay,
    int wear,
    int switchedOff,
    double hostsOn,
    Violations violations,
    double pdm,
    Happiness happiness,
    Spread load,
    Waiting waiting) {
  /** Energy over the bound. */
  public double ratio() {
    return energyKwh / boundKwh;
  }

  /** SLA violation: time without enough processor times what migrations took. */
  public double slav() {
    return violations.ofAllTime() * pdm;
  }

  /** Energy in kWh times SLA violation. */
  public double esv() {
    return energyKwh * slav();
  }

  /**
   * Shares of the time in which hosts are on and VMs want more than they have, counted in four
   * ways. The first is the formula of the literature; it is diluted by hosts that are on for a
   * moment only, so the others are the ones to look at.
   *
   * @param meanOfHosts each host's share, averaged over hosts that were on at any time
   * @param ofAllTime all such time over all time of all hosts; samples hold until the next
   * @param onTheLine the same, demand being a straight line between samples: what begins between
   *     two of them counts too
   * @param withArrivals as {@code ofAllTime}, and a host that a VM migrates to counts as short of
   *     processor until it is there, as the reference simulator has it
   */
  public record Violations(
      double meanOfHosts, double ofAllTime, double onTheLine, double withArrivals) {}

  /**
   * What VMs got of what they wanted in the day, 0 to 1.
   *
   * @param mean over VMs
   * @param lowest hundredth: one VM of a hundred got less
   * @param least of all VMs
   */
  public record Happiness(double mean, double lowest, double least) {}

  /**
   * Standard deviation of the use of hosts that are on, averaged over the day, as shares.
   *
   * @param memory 0 if nobody has measured
   */
  public record Spread(double cpu, double memory) {}

  /**
   * How long moves waited for their turn.
   *
   * @param leftOut moves that would not have arrived before the next step, and were not begun
   */
  public record Waiting(double meanSeconds, double longestSeconds, int leftOut) {}
}
