package io.godwit.simulator;

import io.godwit.planner.power.PowerSettings;
import io.godwit.simulator.engine.Center;
import io.godwit.simulator.engine.Outcome;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/**
 * The benchmark of power management: energy, migrations and violations for several settings, on
 * every day there is. {@code java … io.godwit.simulator.Curve FOLDER} prints it.
 */
public final class Curve {
  private static final int HOSTS = 800;

  private static final String ROW =
      "%-18s %-9s %5s %7s %7s %7s %7s %7s %7s %7s %8s %8s %6s %6s %7s";

  private Curve() {}

  /** The settings of the curve, from those that save most to those that move least. */
  public static Map<String, PowerSettings> settings() {
    Map<String, PowerSettings> settings = new LinkedHashMap<>();
    PowerSettings dense = PowerSettings.dense();
    settings.put("margin 0.5", dense.withMargins(0.5, 0.6));
    settings.put("margin 0.75", dense.withMargins(0.75, 0.9));
    settings.put("margin 1", dense.withMargins(1, 1.25));
    settings.put("dense (1.35)", dense);
    settings.put("margin 2", dense.withMargins(2, 2.4));
    settings.put("sparing", PowerSettings.sparing());
    settings.put("standard", PowerSettings.standard());
    return settings;
  }

  /**
   * Prints the curve.
   *
   * @param args the folder with the days
   */
  public static void main(String[] args) {
    List<Center> centers = Simulation.centers(Path.of(args[0]), HOSTS, Set.of());
    for (String line : lines(centers, settings())) {
      System.out.println(line);
    }
  }

  /** A line for each setting and day, and one with the medians. */
  static List<String> lines(List<Center> centers, Map<String, PowerSettings> settings) {
    List<String> lines = new ArrayList<>();
    lines.add(
        ROW.formatted(
            "settings",
            "day",
            "VMs",
            "kWh",
            "bound",
            "ratio",
            "moves",
            "short%",
            "line%",
            "refer%",
            "PDM%",
            "ESV e-3",
            "hosts",
            "off",
            "least%"));
    settings.forEach((name, each) -> {
      List<Outcome> outcomes = new ArrayList<>();
      for (Center center : centers) {
        Outcome outcome = Simulation.play(center, Simulation.Kind.POWER, each);
        outcomes.add(outcome);
        lines.add(row(name, outcome.trace(), List.of(outcome)));
      }
      lines.add(row(name, "median", outcomes));
    });
    return lines;
  }

  private static String row(String name, String day, List<Outcome> some) {
    return ROW.formatted(
        name,
        day,
        figure("%.0f", some, Outcome::vms),
        figure("%.1f", some, Outcome::energyKwh),
        figure("%.1f", some, Outcome::boundKwh),
        figure("%.3f", some, Outcome::ratio),
        figure("%.2f", some, Outcome::migrationsPerVmDay),
        figure("%.2f", some, each -> 100 * each.violations().ofAllTime()),
        figure("%.2f", some, each -> 100 * each.violations().onTheLine()),
        figure("%.2f", some, each -> 100 * each.violations().withArrivals()),
        figure("%.4f", some, each -> 100 * each.pdm()),
        figure("%.3f", some, each -> 1e3 * each.esv()),
        figure("%.1f", some, Outcome::hostsOn),
        figure("%.0f", some, Outcome::switchedOff),
        figure("%.1f", some, each -> 100 * each.happiness().least()));
  }

  private static String figure(
      String format, List<Outcome> some, ToDoubleFunction<Outcome> figure) {
    double[] sorted = some.stream().mapToDouble(figure).toArray();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    double median =
        sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    return String.format(Locale.ROOT, format, median);
  }
}
