package io.godwit.testbed.bench.planner;

import io.godwit.planner.power.PowerSettings;
import io.godwit.simulator.Curve;
import io.godwit.simulator.Simulation;
import io.godwit.simulator.engine.Center;
import io.godwit.simulator.engine.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/** Power management on the days of PlanetLab, with the curve of several settings. */
final class PlanetlabCase implements PlannerCase {
  private static final int HOSTS = 800;
  private static final double MOST_ENERGY = 1.37;
  private static final double MOST_MOVES = 3;
  private static final double MOST_SHORT = 0.03;
  private static final double MOST_ESV = 1e-3;

  @Override
  public String name() {
    return "planetlab";
  }

  @Override
  public List<Figure> run(Settings settings) {
    Path days = settings.data().resolve("planetlab");
    if (!Files.isDirectory(days)) {
      return List.of(Figure.notRun("days of PlanetLab", "there is no folder " + days));
    }
    List<Center> centers = Simulation.centers(days, HOSTS, Set.of());
    List<Figure> figures = new ArrayList<>(bounds(settings, centers));
    Curve.settings()
        .forEach((name, each) -> {
          List<Outcome> outcomes = play(settings, name, centers, each);
          figures.add(Figure.told("  curve, " + name, inWords(outcomes)));
        });
    return figures;
  }

  private List<Figure> bounds(Settings settings, List<Center> centers) {
    List<Outcome> dense = play(settings, "dense", centers, PowerSettings.dense());
    return List.of(
        most("energy over the lower bound", dense, Outcome::ratio, MOST_ENERGY, "%.3f"),
        most("migrations per VM and day", dense, Outcome::migrationsPerVmDay, MOST_MOVES, "%.2f"),
        most("SLATAH", dense, each -> each.violations().ofAllTime(), MOST_SHORT, "%.4f"),
        most(
            "SLATAH, a line between samples",
            dense,
            each -> each.violations().onTheLine(),
            MOST_SHORT,
            "%.4f"),
        most("ESV", dense, Outcome::esv, MOST_ESV, "%.6f"));
  }

  /** The worst of the days has to be within it; the median is shown too. */
  private static Figure most(
      String what,
      List<Outcome> outcomes,
      ToDoubleFunction<Outcome> figure,
      double bound,
      String format) {
    double worst = outcomes.stream().mapToDouble(figure).max().orElse(Double.NaN);
    String measured =
        String.format(
            Locale.ROOT, format + " (worst " + format + ")", median(outcomes, figure), worst);
    return new Figure(
        "dense: " + what,
        measured,
        String.format(Locale.ROOT, format, bound),
        worst <= bound ? Figure.Outcome.MET : Figure.Outcome.NOT_MET);
  }

  private static List<Outcome> play(
      Settings settings, String name, List<Center> centers, PowerSettings how) {
    List<Outcome> outcomes = new ArrayList<>();
    for (Center center : centers) {
      Outcome outcome = Simulation.play(center, Simulation.Kind.POWER, how);
      settings
          .progress()
          .accept("planetlab: " + name + ", " + outcome.trace() + ": " + inWords(List.of(outcome)));
      outcomes.add(outcome);
    }
    return outcomes;
  }

  private static String inWords(List<Outcome> outcomes) {
    return String.format(
        Locale.ROOT,
        "%.3f of the bound, %.2f moves, %.2f %% short, %.2f %% on the line, ESV %.3fe-3",
        median(outcomes, Outcome::ratio),
        median(outcomes, Outcome::migrationsPerVmDay),
        100 * median(outcomes, each -> each.violations().ofAllTime()),
        100 * median(outcomes, each -> each.violations().onTheLine()),
        1e3 * median(outcomes, Outcome::esv));
  }

  private static double median(List<Outcome> outcomes, ToDoubleFunction<Outcome> figure) {
    double[] sorted = outcomes.stream().mapToDouble(figure).toArray();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
