package io.godwit.cli;

import io.godwit.planner.power.PowerSettings;
import io.godwit.simulator.Simulation;
import io.godwit.simulator.engine.Outcome;
import io.godwit.simulator.engine.Rules.Moves;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code godwit sim}. Runs in this process; no manager is called. */
@Command(
    name = "sim",
    description =
        "Plays days of a data center that is not there, from files, and says what each takes:"
            + " energy, migrations, and time in which VMs had too little.",
    footer = {
      "",
      "A trace is a file with a line for each VM: its name and 288 samples of five minutes in",
      "percent, separated by commas. A folder with cpu.csv and mem.csv is one day of both.",
      "SHORT is the share of time in which hosts had less than their VMs wanted, ON THE LINE the",
      "same if demand is a straight line between two samples. LONGEST WAIT is how long a migration",
      "waited for its turn at most; LEFT OUT are those that would not have arrived before the next",
      "step, and were planned anew."
    })
final class SimCommand implements Callable<Integer> {
  private static final int MOST_HOSTS = 100_000;

  @ParentCommand
  @SuppressWarnings("NullAway.Init")
  private Godwit godwit;

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Option(
      names = "--trace",
      paramLabel = "FILE|FOLDER",
      required = true,
      description = "What VMs wanted: a day, or a folder of days.")
  @SuppressWarnings({"NullAway.Init", "UnusedVariable"})
  private Path trace;

  @Option(
      names = "--hosts",
      paramLabel = "NUMBER",
      defaultValue = "800",
      description = "How many hosts there are; ${DEFAULT-VALUE} if not given.")
  private int hosts;

  @Option(
      names = "--policy",
      paramLabel = "POLICY",
      defaultValue = "power",
      description =
          "What decides: power (hosts that are not needed go off), balance (load is spread) or"
              + " none (nothing moves); ${DEFAULT-VALUE} if not given.")
  @SuppressWarnings("NullAway.Init")
  private String policy;

  @Option(
      names = "--packing",
      paramLabel = "HOW",
      defaultValue = "standard",
      description =
          "How tightly power management packs: dense, standard or sparing; ${DEFAULT-VALUE} if not"
              + " given.")
  @SuppressWarnings("NullAway.Init")
  private String packing;

  @Option(
      names = "--moves",
      paramLabel = "HOW",
      defaultValue = "in-line",
      description =
          "How the migrations of a step follow one another: in-line (each waits for its turn, two"
              + " leave a host and two come to one at a time, as with a manager) or at-once (all"
              + " begin together, as in CloudSim); ${DEFAULT-VALUE} if not given.")
  @SuppressWarnings("NullAway.Init")
  private String moves;

  @Option(
      names = "--days",
      paramLabel = "DAY",
      split = ",",
      description = "Only these days of a folder: names of files without their ending.")
  private Set<String> days = new LinkedHashSet<>();

  @Override
  public Integer call() {
    if (hosts < 1 || hosts > MOST_HOSTS) {
      throw new ParameterException(
          spec.commandLine(), "There are 1 to " + MOST_HOSTS + " hosts, not " + hosts + ".");
    }
    Simulation.Manner manner =
        understood(() -> new Simulation.Manner(kind(policy), settings(packing), moves(moves)));
    List<Outcome> outcomes = Simulation.play(trace, hosts, manner, days);
    godwit.print(SimReport.of(outcomes), SimReport::lines);
    return 0;
  }

  private <T> T understood(Supplier<T> words) {
    try {
      return words.get();
    } catch (IllegalArgumentException wrong) {
      throw new ParameterException(spec.commandLine(), wrong.getMessage(), wrong);
    }
  }

  private static Simulation.Kind kind(String word) {
    return switch (word) {
      case "none" -> Simulation.Kind.NONE;
      case "power" -> Simulation.Kind.POWER;
      case "balance" -> Simulation.Kind.BALANCE;
      default ->
          throw new IllegalArgumentException(
              String.format(
                  Locale.ROOT, "'%s' is not a policy; write power, balance or none.", word));
    };
  }

  private static PowerSettings settings(String word) {
    return switch (word) {
      case "dense" -> PowerSettings.dense();
      case "standard" -> PowerSettings.standard();
      case "sparing" -> PowerSettings.sparing();
      default ->
          throw new IllegalArgumentException(
              String.format(
                  Locale.ROOT, "'%s' is no packing; write dense, standard or sparing.", word));
    };
  }

  private static Moves moves(String word) {
    return switch (word) {
      case "in-line" -> Moves.IN_LINE;
      case "at-once" -> Moves.AT_ONCE;
      default ->
          throw new IllegalArgumentException(
              String.format(
                  Locale.ROOT, "Moves are not made '%s'; write in-line or at-once.", word));
    };
  }
}
