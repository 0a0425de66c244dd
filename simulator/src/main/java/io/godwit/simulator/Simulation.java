package io.godwit.simulator;

import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.planner.power.PowerSettings;
import io.godwit.simulator.engine.Center;
import io.godwit.simulator.engine.Engine;
import io.godwit.simulator.engine.Outcome;
import io.godwit.simulator.engine.Policy;
import io.godwit.simulator.engine.Rules;
import io.godwit.simulator.engine.Rules.Moves;
import io.godwit.simulator.policy.BalancePolicy;
import io.godwit.simulator.policy.PowerPolicy;
import io.godwit.simulator.trace.ReferenceOrder;
import io.godwit.simulator.trace.Trace;
import io.godwit.simulator.trace.TraceFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Plays days of traces. */
public final class Simulation {
  /** A folder with these two has processor and memory of the same VMs. */
  private static final String CPU = "cpu.csv";

  private static final String MEMORY = "mem.csv";

  /** VMs at 100 % that a host of such a folder has processors for. */
  private static final int ROOM = 8;

  private Simulation() {}

  /**
   * Plays every day that is asked for, in the order of their names.
   *
   * @param traces a file, a folder of files, or a folder with {@code cpu.csv} and {@code mem.csv}
   * @param hosts of the data center, 1 or more
   * @param days names of files without their ending; all if empty
   * @throws GodwitException with {@link ErrorCode#TRACE_INVALID} if there is no such trace, a file
   *     is none, or the VMs do not fit
   */
  public static List<Outcome> play(Path traces, int hosts, Manner manner, Set<String> days) {
    List<Outcome> outcomes = new ArrayList<>();
    for (Center center : centers(traces, hosts, days)) {
      outcomes.add(play(center, manner));
    }
    return outcomes;
  }

  /** Plays one as the reference does: what moves in a step begins with it. */
  public static Outcome play(Center center, Kind kind, PowerSettings settings) {
    return play(center, new Manner(kind, settings, Moves.AT_ONCE));
  }

  /** Plays one. */
  public static Outcome play(Center center, Manner manner) {
    Policy policy =
        switch (manner.policy()) {
          case NONE -> Policy.NONE;
          case POWER -> new PowerPolicy(manner.packing());
          case BALANCE -> new BalancePolicy(io.godwit.planner.balance.Policy.DEFAULT);
        };
    Rules rules = Rules.wholeDay(center.cpu().samples()).moving(manner.moves());
    return Engine.run(center, policy, rules);
  }

  /** The data centers of the days. */
  public static List<Center> centers(Path traces, int hosts, Set<String> days) {
    if (Files.exists(traces.resolve(CPU))) {
      Trace cpu = TraceFile.read(traces.resolve(CPU), TraceFile.SAMPLES_OF_A_DAY);
      Trace memory = TraceFile.read(traces.resolve(MEMORY), TraceFile.SAMPLES_OF_A_DAY);
      if (!memory.vms().equals(cpu.vms())) {
        throw invalid(traces, "has other VMs in " + MEMORY + " than in " + CPU);
      }
      return List.of(Center.even(cpu, memory, hosts, ROOM));
    }
    List<Center> centers = new ArrayList<>();
    for (Path file : files(traces)) {
      Trace trace = TraceFile.read(file, TraceFile.SAMPLES_OF_A_DAY);
      if (days.isEmpty() || days.contains(trace.name())) {
        centers.add(planetlab(traces, ReferenceOrder.of(trace).orElse(trace), hosts));
      }
    }
    if (centers.isEmpty()) {
      throw invalid(traces, "has none of the days " + days);
    }
    return centers;
  }

  private static Center planetlab(Path traces, Trace trace, int hosts) {
    try {
      return Center.planetlab(trace, hosts, false);
    } catch (IllegalArgumentException tooMany) {
      throw invalid(traces, "has more VMs than there is room: " + tooMany.getMessage());
    }
  }

  private static List<Path> files(Path traces) {
    if (!Files.isDirectory(traces)) {
      return List.of(traces);
    }
    try (Stream<Path> files = Files.list(traces)) {
      return files.filter(file -> file.toString().endsWith(".csv")).sorted().toList();
    } catch (IOException unreadable) {
      throw invalid(traces, "cannot be listed: " + unreadable);
    }
  }

  private static GodwitException invalid(Path traces, String what) {
    return new GodwitException(
        ErrorCode.TRACE_INVALID,
        "The trace " + traces + " " + what + "; nothing was played.",
        "Name a file or folder with traces, and as many hosts as its VMs need.");
  }

  /**
   * How days are played.
   *
   * @param packing how tightly power management packs
   */
  public record Manner(Kind policy, PowerSettings packing, Moves moves) {}

  /** What decides. */
  public enum Kind {
    /** Nothing moves. */
    NONE,
    /** Power management. */
    POWER,
    /** Load is spread, all hosts are on. */
    BALANCE
  }
}
