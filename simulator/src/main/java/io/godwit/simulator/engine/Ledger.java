package io.godwit.simulator.engine;

import io.godwit.simulator.engine.Outcome.Happiness;
import io.godwit.simulator.engine.Outcome.Spread;
import io.godwit.simulator.engine.Outcome.Violations;
import io.godwit.simulator.engine.Outcome.Waiting;
import io.godwit.simulator.engine.Rules.Idle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;

/**
 * Adds up a day. The formulas are those of Beloglazov and Buyya (Concurrency and Computation 24,
 * 2012), which most of the literature on consolidation compares itself by.
 */
final class Ledger {
  private static final double JOULES_OF_A_KWH = 3.6e6;
  private static final double SECONDS_OF_A_DAY = 86_400;

  /** Share of its demand that a VM does not get while it migrates. */
  private static final double MIGRATION_LOSS = 0.1;

  /** Share of its demand that it takes at its destination meanwhile. */
  private static final double MIGRATION_WEIGHT = 0.1;

  private final Center center;
  private final Rules rules;
  private final HostDay[] hosts;
  private final double[] from;
  private final double[] to;
  private final double[] wanted;
  private final double[] missed;
  private final double[] lostToMigrations;
  private final int[] moves;
  private double bound;
  private double hostSteps;
  private double cpuSpread;
  private double memorySpread;
  private double waited;
  private double longestWait;
  private int leftOut;
  private int switchedOff;
  private int steps;
  private BitSet on;

  Ledger(Center center, Rules rules) {
    this.center = center;
    this.rules = rules;
    hosts = new HostDay[center.hosts().size()];
    for (int host = 0; host < hosts.length; host++) {
      hosts[host] = new HostDay(center.hosts().get(host), rules.idle() == Idle.DRAWS);
    }
    int vms = center.vms().size();
    from = new double[vms];
    to = new double[vms];
    wanted = new double[vms];
    missed = new double[vms];
    lostToMigrations = new double[vms];
    moves = new int[vms];
    on = Engine.occupied(center.start().stream().mapToInt(Integer::intValue).toArray());
  }

  /**
   * One interval.
   *
   * @param before where VMs were
   * @param after where they are at its end
   * @param trips of those that have moved
   */
  void book(int step, int[] before, int[] after, Map<Integer, Trip> trips, BitSet spare) {
    double all = 0;
    List<List<HostDay.Passage>> passages = new ArrayList<>();
    for (HostDay host : hosts) {
      host.begin();
      passages.add(new ArrayList<>(0));
    }
    for (int vm = 0; vm < after.length; vm++) {
      all += center.demand(vm, step);
      if (after[vm] == Moment.NOWHERE) {
        continue;
      }
      from[vm] = demand(vm, step);
      to[vm] = demand(vm, step + 1);
      wanted[vm] += (from[vm] + to[vm]) / 2 * Engine.STEP_SECONDS;
      Trip trip = trips.get(vm);
      if (trip == null) {
        hosts[after[vm]].stays(from[vm], to[vm]);
      } else {
        migrate(vm, trip, passages.get(before[vm]), passages.get(after[vm]));
      }
    }
    HostType best = HostType.ML110_G5;
    bound += Math.ceil(all / best.speed()) * best.power().at(1) * Engine.STEP_SECONDS;
    for (int host = 0; host < hosts.length; host++) {
      hosts[host].end(passages.get(host), spare.get(host));
    }
    share(after);
    count(step, after, spare);
  }

  private void migrate(
      int vm, Trip trip, List<HostDay.Passage> source, List<HostDay.Passage> destination) {
    source.add(new HostDay.Passage(trip, from[vm], to[vm], 1, 1, 0));
    destination.add(new HostDay.Passage(trip, from[vm], to[vm], 0, MIGRATION_WEIGHT, 1));
    lostToMigrations[vm] +=
        MIGRATION_LOSS * (at(vm, trip.begin()) + at(vm, trip.end())) / 2 * trip.seconds();
    moves[vm]++;
    waited += trip.begin();
    longestWait = Math.max(longestWait, trip.begin());
  }

  private double at(int vm, double seconds) {
    return from[vm] + (to[vm] - from[vm]) * seconds / Engine.STEP_SECONDS;
  }

  /** So many moves of a step were not begun. */
  void leftOut(int count) {
    leftOut += count;
  }

  /** What a host could not give, its VMs lack in proportion. */
  private void share(int[] after) {
    for (int vm = 0; vm < after.length; vm++) {
      if (after[vm] != Moment.NOWHERE) {
        missed[vm] +=
            hosts[after[vm]].lackingShare() * (from[vm] + to[vm]) / 2 * Engine.STEP_SECONDS;
      }
    }
  }

  private void count(int step, int[] after, BitSet spare) {
    BitSet now = Engine.occupied(after);
    now.or(spare);
    hostSteps += now.cardinality();
    BitSet gone = (BitSet) on.clone();
    gone.andNot(now);
    switchedOff += gone.cardinality();
    on = now;
    steps++;
    double[] cpu = new double[hosts.length];
    double[] memory = new double[hosts.length];
    for (int vm = 0; vm < after.length; vm++) {
      if (after[vm] != Moment.NOWHERE) {
        HostType host = center.hosts().get(after[vm]);
        cpu[after[vm]] += from[vm] / host.speed();
        memory[after[vm]] += memoryMiB(vm, step) / host.memoryMiB();
      }
    }
    cpuSpread += deviation(cpu, now);
    memorySpread += deviation(memory, now);
  }

  private double memoryMiB(int vm, int step) {
    return center
        .memoryTrace()
        .map(trace -> trace.percent(vm, step) / 100 * center.vms().get(vm).memoryMiB())
        .orElse(0.0);
  }

  private static double deviation(double[] values, BitSet which) {
    double mean = which.stream().mapToDouble(i -> values[i]).average().orElse(0);
    return Math.sqrt(
        which.stream()
            .mapToDouble(i -> (values[i] - mean) * (values[i] - mean))
            .average()
            .orElse(0));
  }

  /** MIPS at a step, which may come a little after the sample. */
  private double demand(int vm, int step) {
    double now = center.demand(vm, step);
    double part = rules.offsetSeconds() / Engine.STEP_SECONDS;
    return part == 0 ? now : now + (center.demand(vm, step + 1) - now) * part;
  }

  Outcome close() {
    double energy = Arrays.stream(hosts).mapToDouble(HostDay::joules).sum();
    int migrations = Arrays.stream(moves).sum();
    double days = steps * Engine.STEP_SECONDS / SECONDS_OF_A_DAY;
    return new Outcome(
        center.cpu().name(),
        moves.length,
        energy / JOULES_OF_A_KWH,
        bound / JOULES_OF_A_KWH,
        migrations,
        migrations / days / moves.length,
        Arrays.stream(moves).max().orElse(0),
        switchedOff,
        hostSteps / steps,
        violations(),
        pdm(),
        happiness(),
        new Spread(cpuSpread / steps, memorySpread / steps),
        new Waiting(migrations == 0 ? 0 : waited / migrations, longestWait, leftOut));
  }

  private Violations violations() {
    double active = Arrays.stream(hosts).mapToDouble(HostDay::active).sum();
    double held = Arrays.stream(hosts).mapToDouble(HostDay::shortHeld).sum();
    double line = Arrays.stream(hosts).mapToDouble(HostDay::shortOnTheLine).sum();
    double arrivals = Arrays.stream(hosts).mapToDouble(HostDay::shortWithArrivals).sum();
    double mean =
        Arrays.stream(hosts)
            .filter(host -> host.active() > 0)
            .mapToDouble(host -> host.shortHeld() / host.active())
            .average()
            .orElse(0);
    return active == 0
        ? new Violations(0, 0, 0, 0)
        : new Violations(mean, held / active, line / active, arrivals / active);
  }

  private double pdm() {
    double sum = 0;
    int counted = 0;
    for (int vm = 0; vm < wanted.length; vm++) {
      if (wanted[vm] > 0) {
        sum += lostToMigrations[vm] / wanted[vm];
        counted++;
      }
    }
    return counted == 0 ? 0 : sum / counted;
  }

  private Happiness happiness() {
    double[] got = new double[wanted.length];
    for (int vm = 0; vm < got.length; vm++) {
      double lost = missed[vm] + lostToMigrations[vm];
      got[vm] = wanted[vm] == 0 ? 1 : Math.max(0, 1 - lost / wanted[vm]);
    }
    Arrays.sort(got);
    return new Happiness(Arrays.stream(got).average().orElse(1), got[got.length / 100], got[0]);
  }
}
