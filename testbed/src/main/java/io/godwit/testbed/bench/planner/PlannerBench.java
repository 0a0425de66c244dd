package io.godwit.testbed.bench.planner;

import io.godwit.cli.text.Table;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Prints the table; a bound that is not met is shown, and is not a failure of the run. */
@Command(
    name = "planner",
    mixinStandardHelpOptions = true,
    description = "Plans for large clusters, and for instances that others have published.")
public final class PlannerBench implements Callable<Integer> {
  /** One more case is one more class here. */
  private static final List<PlannerCase> CASES =
      List.of(
          new EvacuationCase(),
          new ScaleCase(),
          new RepairCase(),
          new PlanetlabCase(),
          new SpreadCase());

  @Option(
      names = "--data",
      defaultValue = "../shared/data",
      description = "The folder of published instances and traces (default ${DEFAULT-VALUE}).")
  private Path data = Path.of("../shared/data");

  @Option(
      names = "--runs",
      defaultValue = "5",
      description = "Runs that count (default ${DEFAULT-VALUE}).")
  private int runs = 5;

  @Option(names = "--case", description = "Only these, by name. May be given several times.")
  private List<String> names = new ArrayList<>();

  @Override
  public Integer call() throws IOException {
    Settings settings = new Settings(data, Math.max(1, runs), System.err::println);
    Table table = Table.of("case", "figure", "measured", "bound", "within");
    for (PlannerCase each : CASES) {
      if (names.isEmpty() || names.contains(each.name())) {
        for (Figure figure : each.run(settings)) {
          table.row(each.name(), figure.what(), figure.measured(), figure.bound(), figure.within());
        }
      }
    }
    table.lines().forEach(System.out::println);
    System.out.println("heap: at most %d MiB".formatted(Runtime.getRuntime().maxMemory() >> 20));
    return 0;
  }
}
