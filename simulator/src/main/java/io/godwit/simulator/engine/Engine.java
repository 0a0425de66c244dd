package io.godwit.simulator.engine;

import io.godwit.simulator.engine.Policy.Decision;
import io.godwit.simulator.engine.Policy.Relocation;
import io.godwit.simulator.engine.Rules.Departures;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Plays one trace under one policy. */
public final class Engine {
  /** Five minutes: what the samples of all traces are apart. */
  public static final double STEP_SECONDS = 300;

  private static final double BYTES_OF_A_MIB = 1e6;

  private final Center center;
  private final Rules rules;
  private final int[] homes;

  private Engine(Center center, Rules rules) {
    this.center = center;
    this.rules = rules;
    this.homes = center.start().stream().mapToInt(Integer::intValue).toArray();
  }

  /** From the first sample to the last. */
  public static Outcome run(Center center, Policy policy, Rules rules) {
    return new Engine(center, rules).run(policy);
  }

  private Outcome run(Policy policy) {
    Ledger ledger = new Ledger(center, rules);
    for (int step = 0; step < rules.end(); step++) {
      if (rules.departures() == Departures.WHEN_IDLE && step > 0) {
        dismissIdle(step);
      }
      int[] before = homes.clone();
      Decision decision = policy.decide(new Moment(center, step, homes));
      require(decision.moves(), before);
      Map<Integer, Trip> trips =
          switch (rules.moves()) {
            case AT_ONCE -> Line.atOnce(center, decision.moves());
            case IN_LINE -> Line.inLine(center, before, decision.moves());
          };
      for (Relocation move : decision.moves()) {
        if (trips.containsKey(move.vm())) {
          homes[move.vm()] = move.to();
        }
      }
      if (step >= rules.first()) {
        ledger.book(step, before, homes, trips, decision.spare());
        ledger.leftOut(decision.moves().size() - trips.size());
      }
    }
    return ledger.close();
  }

  /** Who wants nothing now and in the next sample wants nothing at this step. */
  private void dismissIdle(int step) {
    for (int vm = 0; vm < homes.length; vm++) {
      if (center.demand(vm, step) == 0 && center.demand(vm, step + 1) == 0) {
        homes[vm] = Moment.NOWHERE;
      }
    }
  }

  private void require(List<Relocation> moves, int[] before) {
    Set<Integer> moved = new HashSet<>();
    for (Relocation move : moves) {
      require(move, before);
      if (!moved.add(move.vm())) {
        throw new IllegalStateException("VM " + move.vm() + " cannot go twice in one step");
      }
    }
  }

  private void require(Relocation move, int[] before) {
    int vm = move.vm();
    HostType to = center.hosts().get(move.to());
    if (before[vm] == Moment.NOWHERE || before[vm] == move.to()) {
      throw new IllegalStateException(
          "VM " + vm + " cannot go from host " + before[vm] + " to " + move.to());
    }
    if (to.coreSpeed() < center.vms().get(vm).speed()) {
      throw new IllegalStateException("VM " + vm + " is too fast for host " + move.to());
    }
    if (migrationSeconds(center.vms().get(vm), to) >= STEP_SECONDS) {
      throw new IllegalStateException("VM " + vm + " does not arrive within a step");
    }
  }

  /** Its memory over half of the destination's link; MiB and MB are one to the reference. */
  static double migrationSeconds(VmType vm, HostType to) {
    return vm.memoryMiB() * BYTES_OF_A_MIB / (to.linkBytesPerSecond() / 2);
  }

  /** Hosts of VMs. */
  static BitSet occupied(int[] homes) {
    BitSet hosts = new BitSet();
    for (int host : homes) {
      if (host != Moment.NOWHERE) {
        hosts.set(host);
      }
    }
    return hosts;
  }
}
