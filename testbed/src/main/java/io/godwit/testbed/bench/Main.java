package io.godwit.testbed.bench;

import io.godwit.cli.text.Table;
import io.godwit.protocol.json.Json;
import io.godwit.testbed.bench.manager.ManagerBench;
import io.godwit.testbed.bench.planner.PlannerBench;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code bench migrate}: our migration against bare QEMU. {@code bench manager}: an inventory.
 * {@code bench planner}: plans for large clusters.
 */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    subcommands = {Main.Migrate.class, ManagerBench.class, PlannerBench.class})
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    System.exit(new CommandLine(new Main()).execute(args));
  }

  /** Prints the table; a bound that is not met is shown, and is not a failure of the run. */
  @Command(
      name = "migrate",
      mixinStandardHelpOptions = true,
      description = "Moves a 1 GiB guest, 400 MiB touched, against bare QEMU, pairs in turn.")
  static final class Migrate implements Callable<Integer> {
    @Option(
        names = "--pairs",
        defaultValue = "5",
        description = "Counted pairs of each case (default ${DEFAULT-VALUE}).")
    private int pairs;

    @Option(
        names = "--case",
        description = "Only these: ${COMPLETION-CANDIDATES}. May be given several times.")
    private List<BenchCase> cases = new ArrayList<>();

    @Option(
        names = "--encryption",
        defaultValue = "preferred",
        description = "Of our migrations: preferred or off (default ${DEFAULT-VALUE}).")
    private String encryption = "preferred";

    @Option(names = "--json", description = "Also write the samples to this file.")
    private Path json = Path.of("");

    @Override
    public Integer call() throws IOException, InterruptedException {
      List<BenchCase> chosen = cases.isEmpty() ? List.of(BenchCase.values()) : cases;
      List<BenchResult> results = new ArrayList<>();
      for (BenchCase each : chosen) {
        results.add(
            new MigrateBench(each, Math.max(1, pairs), encryption, System.err::println).run());
      }
      table(results).lines().forEach(System.out::println);
      System.out.println(accuracy(results));
      if (!json.toString().isEmpty()) {
        Files.write(json, Json.LENIENT.writeValueAsBytes(document(results)));
      }
      return 0;
    }

    private static Table table(List<BenchResult> results) {
      Table table =
          Table.of("case", "", "wall", "bound", "downtime", "bound", "blackout", "bytes", "within");
      for (BenchResult result : results) {
        table.row(
            result.which().title(),
            "ours",
            ms(result.ourMedian(Sample::wallMs)),
            ms(result.wallBoundMs()),
            ms(result.ourMedian(Sample::downtimeMs)),
            result.downtimeBoundMs().isPresent() ? ms(result.downtimeBoundMs().getAsDouble()) : "",
            ms(result.ourMedian(Sample::blackoutMs)),
            mib(result.ourMedian(Sample::mebibytes)),
            result.missed().isEmpty() ? "yes" : "no: " + String.join(", ", result.missed()));
        if (!result.bare().isEmpty()) {
          table.row(
              "",
              "bare",
              ms(result.bareMedian(Sample::wallMs)),
              "",
              ms(result.bareMedian(Sample::downtimeMs)),
              "",
              ms(result.bareMedian(Sample::blackoutMs)),
              mib(result.bareMedian(Sample::mebibytes)),
              "");
        }
      }
      return table;
    }

    /** How far the forecasts were off, over all cases. */
    private static String accuracy(List<BenchResult> results) {
      List<Sample> foretold =
          results.stream()
              .flatMap(result -> result.ours().stream())
              .filter(sample -> sample.forecast() != null)
              .toList();
      if (foretold.isEmpty()) {
        return "forecasts: none that rests on samples";
      }
      return String.format(
          Locale.ROOT,
          "forecasts: %d, duration off by %.0f %% (median), downtime by a factor of %.2f (median)",
          foretold.size(),
          100 * BenchResult.median(foretold, sample -> expected(sample).durationError()),
          BenchResult.median(
              foretold, sample -> expected(sample).downtimeFactor(sample.downtimeMs())));
    }

    private static Sample.Expected expected(Sample sample) {
      return Objects.requireNonNull(sample.forecast());
    }

    private static Map<String, Object> document(List<BenchResult> results) {
      Map<String, Object> document = new LinkedHashMap<>();
      for (BenchResult result : results) {
        document.put(result.which().name(), Map.of("ours", result.ours(), "bare", result.bare()));
      }
      return document;
    }

    private static String ms(double value) {
      return String.format(Locale.ROOT, "%.0f ms", value);
    }

    private static String mib(double value) {
      return String.format(Locale.ROOT, "%.0f MiB", value);
    }
  }
}
