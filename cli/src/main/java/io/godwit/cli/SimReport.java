package io.godwit.cli;

import io.godwit.cli.text.Table;
import io.godwit.simulator.engine.Outcome;
import java.util.List;
import java.util.Locale;

/**
 * What {@code sim} prints.
 *
 * @param days one for each that was played
 */
record SimReport(List<Day> days) {
  /**
   * A day, in plain numbers; shares are percent.
   *
   * @param boundKwh what the same demand takes at least
   * @param shortPercent of the time of hosts in which VMs wanted more than there was
   * @param shortOnTheLinePercent the same with a straight line between samples
   * @param pdmPercent of demand, lost to migrations
   * @param leastServedPercent of what it wanted, the VM that got least
   * @param longestWaitSeconds of a migration for its turn
   * @param movesLeftOut that would not have arrived before the next step
   * @param cpuDeviationPercent standard deviation of the use of hosts
   */
  record Day(
      String day,
      int vms,
      double energyKwh,
      double boundKwh,
      double ratio,
      double migrationsPerVmDay,
      int mostMigrationsOfAVm,
      double hostsOn,
      int hostsSwitchedOff,
      double shortPercent,
      double shortOnTheLinePercent,
      double pdmPercent,
      double esv,
      double leastServedPercent,
      double longestWaitSeconds,
      int movesLeftOut,
      double cpuDeviationPercent,
      double memoryDeviationPercent) {}

  static SimReport of(List<Outcome> outcomes) {
    return new SimReport(outcomes.stream().map(SimReport::day).toList());
  }

  private static Day day(Outcome outcome) {
    return new Day(
        outcome.trace(),
        outcome.vms(),
        outcome.energyKwh(),
        outcome.boundKwh(),
        outcome.ratio(),
        outcome.migrationsPerVmDay(),
        outcome.wear(),
        outcome.hostsOn(),
        outcome.switchedOff(),
        100 * outcome.violations().ofAllTime(),
        100 * outcome.violations().onTheLine(),
        100 * outcome.pdm(),
        outcome.esv(),
        100 * outcome.happiness().least(),
        outcome.waiting().longestSeconds(),
        outcome.waiting().leftOut(),
        100 * outcome.load().cpu(),
        100 * outcome.load().memory());
  }

  List<String> lines() {
    Table table =
        Table.of(
            "day",
            "vms",
            "kWh",
            "least kWh",
            "ratio",
            "moves/VM",
            "hosts on",
            "off",
            "short",
            "on the line",
            "longest wait",
            "left out",
            "unevenness");
    for (Day day : days) {
      table.row(
          day.day(),
          day.vms(),
          figure("%.1f", day.energyKwh()),
          figure("%.1f", day.boundKwh()),
          figure("%.2f", day.ratio()),
          figure("%.2f", day.migrationsPerVmDay()),
          figure("%.1f", day.hostsOn()),
          day.hostsSwitchedOff(),
          figure("%.2f %%", day.shortPercent()),
          figure("%.2f %%", day.shortOnTheLinePercent()),
          figure("%.0f s", day.longestWaitSeconds()),
          day.movesLeftOut(),
          figure("%.1f %%", day.cpuDeviationPercent()));
    }
    return table.lines();
  }

  private static String figure(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }
}
