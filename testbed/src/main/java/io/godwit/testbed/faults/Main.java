package io.godwit.testbed.faults;

import io.godwit.cli.text.Table;
import io.godwit.protocol.json.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./dev faults}. Its exit status is 0 if every cell that was played holds. */
@Command(
    name = "faults",
    mixinStandardHelpOptions = true,
    description = "Breaks migrations of a real guest in each phase in each way.")
public final class Main implements Callable<Integer> {
  @Option(
      names = "--cell",
      paramLabel = "PHASE/FAULT",
      description = "Only these, e.g. 'precopy/*'. May be given several times.")
  private List<String> cells = new ArrayList<>();

  @Option(names = "--json", description = "Prints the verdicts as JSON instead of the matrix.")
  private boolean json;

  private Main() {}

  public static void main(String[] args) {
    System.exit(
        new CommandLine(new Main())
            .setExecutionExceptionHandler((failure, command, parsed) -> {
              System.err.println("faults: " + failure.getMessage());
              return 2;
            })
            .execute(args));
  }

  private static void tell(String line) {
    System.err.println(line);
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    List<Cell> chosen =
        cells.isEmpty()
            ? Cell.all()
            : cells.stream().flatMap(text -> Cell.parse(text).stream()).distinct().toList();
    List<Verdict> verdicts;
    try (FaultMatrix matrix = new FaultMatrix(Main::tell)) {
      verdicts = matrix.play(chosen);
    }
    if (json) {
      System.out.println(
          Json.LENIENT.writeValueAsString(verdicts.stream().map(Main::document).toList()));
    } else {
      table(verdicts).lines().forEach(System.out::println);
      verdicts.forEach(verdict -> System.out.println(verdict.line()));
    }
    return verdicts.stream().allMatch(Verdict::holds) ? 0 : 1;
  }

  /** Faults down, phases across: there are more faults, and their names are longer. */
  private static Table table(List<Verdict> verdicts) {
    List<String> head = new ArrayList<>(List.of("fault"));
    for (Phase phase : Phase.values()) {
      head.add(phase.title());
    }
    Table table = Table.of(head.toArray(String[]::new));
    for (Fault fault : Fault.values()) {
      List<String> row = new ArrayList<>(List.of(fault.title()));
      for (Phase phase : Phase.values()) {
        Cell cell = new Cell(phase, fault);
        row.add(
            verdicts.stream()
                .filter(verdict -> verdict.cell().equals(cell))
                .map(Verdict::word)
                .findFirst()
                .orElse("."));
      }
      table.row((Object[]) row.toArray(String[]::new));
    }
    return table;
  }

  private static Map<String, Object> document(Verdict verdict) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("phase", verdict.cell().phase().title());
    document.put("fault", verdict.cell().fault().title());
    document.put("outcome", verdict.word());
    document.put("holds", verdict.holds());
    document.put("evidence", verdict.evidence());
    document.put("wrong", verdict.wrong());
    return document;
  }
}
