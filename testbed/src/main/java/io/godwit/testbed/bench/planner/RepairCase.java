package io.godwit.testbed.bench.planner;

import io.godwit.planner.check.PlanCheck;
import io.godwit.planner.check.Verdict;
import io.godwit.planner.cluster.ClusterSnapshot;
import io.godwit.planner.repair.Repair;
import io.godwit.planner.repair.Repaired;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Instances of BtrPlace's scaling bench: 5,000 nodes, 15,000 to 30,000 VMs. */
final class RepairCase implements PlannerCase {
  private static final String FOLDER = "btrplace_std_perf";
  private static final double LONGEST_MS = 10_000;

  @Override
  public String name() {
    return "repair";
  }

  @Override
  public List<Figure> run(Settings settings) throws IOException {
    Path folder = settings.data().resolve(FOLDER);
    if (!Files.isDirectory(folder)) {
      return List.of(Figure.notRun("BtrPlace instances", "no folder " + FOLDER + " in --data"));
    }
    List<Figure> figures = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(it -> it.toString().endsWith(".json.gz")).sorted().toList()) {
        settings.progress().accept("repair: " + file.getFileName());
        figures.addAll(figures(settings, file));
      }
    }
    return figures;
  }

  private static List<Figure> figures(Settings settings, Path file) throws IOException {
    ClusterSnapshot snapshot = Instance.read(file);
    Settings.Timed<Repaired> timed = settings.time(() -> Repair.of(snapshot, 1));
    Repaired repaired = timed.result();
    Verdict verdict = PlanCheck.of(snapshot, repaired.plan());
    String name = file.getFileName().toString().replace(".json.gz", "");
    boolean met = verdict.isSound() && verdict.isComplete();
    return List.of(
        Figure.time(
            String.format(
                Locale.ROOT,
                "%s: %,d nodes, %,d VMs",
                name,
                snapshot.hosts().size(),
                snapshot.vms().size()),
            timed.medianMs(),
            LONGEST_MS),
        Figure.fact(
            "  checked",
            met
                ? "all constraints met by %d steps".formatted(repaired.plan().steps().size())
                : verdict.findings().size() + " findings, " + verdict.unmet().size() + " unmet",
            met));
  }
}
