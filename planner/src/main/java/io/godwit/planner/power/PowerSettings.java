package io.godwit.planner.power;

import java.time.Duration;

/**
 * How tightly hosts are packed, and what a migration has to be worth.
 *
 * @param window samples of the past that the outlook rests on, 1 or more
 * @param nowCounts weight of the newest sample in the outlook, against the mean of the window, 0 to
 *     1
 * @param margin deviations of a host's load that have to fit besides its outlook
 * @param marginToEmpty the same where the VMs of an emptied host go
 * @param receive share of a host that may be in use now once a VM has come to relieve another
 * @param receiveToEmpty the same where the VMs of an emptied host go
 * @param low only hosts with less in use on average over 40 minutes are emptied, 0 to 1
 * @param high a host may have so much in use on average over 40 minutes, 0 to 1
 * @param calm no host is emptied for so long after one was switched on
 * @param emptyAtOnce hosts that one plan may empty
 * @param attempts hosts that are looked at in vain before a plan gives up emptying
 * @param wattHoursPerMove what a migration has to save at least
 * @param reserveHosts hosts whose failure the others that are on have to bear
 */
public record PowerSettings(
    int window,
    double nowCounts,
    double margin,
    double marginToEmpty,
    double receive,
    double receiveToEmpty,
    double low,
    double high,
    Duration calm,
    int emptyAtOnce,
    int attempts,
    double wattHoursPerMove,
    int reserveHosts) {
  /** VMware's DPM aims at the same: 63 % and 18 % to both sides of it. */
  private static final double LOW = 0.45;

  private static final double HIGH = 0.81;

  public PowerSettings {
    if (window < 1 || emptyAtOnce < 0 || attempts < 0 || reserveHosts < 0) {
      throw new IllegalArgumentException("a count is negative, or the window is empty");
    }
    share("nowCounts", nowCounts);
    share("receive", receive);
    share("receiveToEmpty", receiveToEmpty);
    share("low", low);
    share("high", high);
    if (low > high) {
      throw new IllegalArgumentException("low " + low + " is above high " + high);
    }
    amount("margin", margin);
    amount("marginToEmpty", marginToEmpty);
    amount("wattHoursPerMove", wattHoursPerMove);
    if (calm.isNegative()) {
      throw new IllegalArgumentException("calm is 0 or more, not " + calm);
    }
  }

  private static void share(String what, double value) {
    if (!(value >= 0 && value <= 1)) {
      throw new IllegalArgumentException(what + " is between 0 and 1, not " + value);
    }
  }

  private static void amount(String what, double value) {
    if (!(value >= 0) || !Double.isFinite(value)) {
      throw new IllegalArgumentException(what + " is finite and 0 or more, not " + value);
    }
  }

  /** For clusters that people work on: between 45 and 81 %, one host in reserve. */
  public static PowerSettings standard() {
    return new PowerSettings(
        24, 0.4, 1.35, 1.6, 0.95, 0.9, LOW, HIGH, Duration.ofMinutes(30), 2, 3, 3.5, 1);
  }

  /** Packs as tightly as violations allow, and keeps nothing in reserve. */
  public static PowerSettings dense() {
    return new PowerSettings(
        24, 0.4, 1.35, 1.6, 0.95, 0.9, 1, 1, Duration.ofMinutes(30), 2, 3, 3.5, 0);
  }

  /** Moves as little as it can. */
  public static PowerSettings sparing() {
    return new PowerSettings(
        48, 0.4, 1.75, 2.1, 0.9, 0.85, 1, 1, Duration.ofMinutes(60), 1, 1, 6, 0);
  }

  /** The same with so many hosts in reserve. */
  public PowerSettings reserving(int hosts) {
    return changed(margin, marginToEmpty, low, emptyAtOnce, attempts, hosts);
  }

  /** The same with hosts used between these shares. */
  public PowerSettings between(double least, double most) {
    return new PowerSettings(
        window,
        nowCounts,
        margin,
        marginToEmpty,
        receive,
        receiveToEmpty,
        least,
        most,
        calm,
        emptyAtOnce,
        attempts,
        wattHoursPerMove,
        reserveHosts);
  }

  /** The same with margins of so many deviations. */
  public PowerSettings withMargins(double relief, double toEmpty) {
    return changed(relief, toEmpty, low, emptyAtOnce, attempts, reserveHosts);
  }

  /** The same without limits of what one plan may empty: for a cluster that was never packed. */
  public PowerSettings unhurried(int hosts) {
    return changed(margin, marginToEmpty, high, hosts, hosts, reserveHosts);
  }

  private PowerSettings changed(
      double relief, double toEmpty, double below, int atOnce, int tries, int reserve) {
    return new PowerSettings(
        window,
        nowCounts,
        relief,
        toEmpty,
        receive,
        receiveToEmpty,
        below,
        high,
        calm,
        atOnce,
        tries,
        wattHoursPerMove,
        reserve);
  }
}
