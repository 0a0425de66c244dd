package io.godwit.testbed.bench.planner;

import io.godwit.planner.power.PowerSettings;
import io.godwit.simulator.Simulation;
import io.godwit.simulator.Simulation.Kind;
import io.godwit.simulator.engine.Center;
import io.godwit.simulator.engine.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Balancing of 1,600 VMs of a Google cluster on 80 hosts, for a day. */
final class SpreadCase implements PlannerCase {
  private static final int HOSTS = 80;
  private static final double MOST_MOVES = 2;
  private static final double PART = 1.0 / 3;

  @Override
  public String name() {
    return "gcd1600";
  }

  @Override
  public List<Figure> run(Settings settings) {
    Path folder = settings.data().resolve("gcd1600");
    if (!Files.isDirectory(folder)) {
      return List.of(Figure.notRun("1,600 VMs on 80 hosts", "there is no folder " + folder));
    }
    settings.progress().accept("gcd1600: 1,600 VMs on 80 hosts, a pass each five minutes");
    Center center = Simulation.centers(folder, HOSTS, Set.of()).getFirst();
    Outcome still = Simulation.play(center, Kind.NONE, PowerSettings.standard());
    Outcome moved = Simulation.play(center, Kind.BALANCE, PowerSettings.standard());
    return List.of(
        most("deviation of host load, against none", moved.load().cpu() / still.load().cpu(), PART),
        most("migrations per VM and day", moved.migrationsPerVmDay(), MOST_MOVES),
        Figure.told(
            "  deviation",
            String.format(
                Locale.ROOT,
                "%.2f %% of a host, %.2f %% without balancing",
                100 * moved.load().cpu(),
                100 * still.load().cpu())));
  }

  private static Figure most(String what, double measured, double bound) {
    return new Figure(
        what,
        String.format(Locale.ROOT, "%.3f", measured),
        String.format(Locale.ROOT, "%.3f", bound),
        measured <= bound ? Figure.Outcome.MET : Figure.Outcome.NOT_MET);
  }
}
