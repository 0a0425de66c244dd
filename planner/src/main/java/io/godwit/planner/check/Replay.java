package io.godwit.planner.check;

import io.godwit.model.host.HostId;
import io.godwit.model.vm.VmId;
import io.godwit.planner.cluster.ClusterSnapshot;
import io.godwit.planner.cluster.Condition;
import io.godwit.planner.cluster.HostFacts;
import io.godwit.planner.cluster.Move;
import io.godwit.planner.cluster.PlacementRule;
import io.godwit.planner.cluster.Step;
import io.godwit.planner.cluster.VmFacts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Carries out a plan on sets, and writes down what must not be. */
final class Replay {
  private final ClusterSnapshot snapshot;
  private final Whereabouts where;
  private final List<String> findings;
  private final Map<VmId, List<PlacementRule>> rulesOf = new HashMap<>();
  private final List<PlacementRule> ofAll = new ArrayList<>();
  private final Map<PlacementRule, Integer> broken = new HashMap<>();

  Replay(ClusterSnapshot snapshot, List<String> findings) {
    this.snapshot = snapshot;
    this.where = new Whereabouts(snapshot);
    this.findings = findings;
    for (PlacementRule rule : snapshot.rules()) {
      if (rule.isMust()) {
        broken.put(rule, RuleCheck.broken(rule, where));
        members(rule).forEach(vm -> rulesOf.computeIfAbsent(vm, _ -> new ArrayList<>()).add(rule));
        if (rule instanceof PlacementRule.MostVms) {
          ofAll.add(rule);
        }
      }
    }
  }

  private static List<VmId> members(PlacementRule rule) {
    return switch (rule) {
      case PlacementRule.KeepTogether it -> it.vms();
      case PlacementRule.KeepApart it -> it.vms();
      case PlacementRule.RunOn it -> it.vms();
      case PlacementRule.Avoid it -> it.vms();
      case PlacementRule.Spread it -> it.vms();
      case PlacementRule.MostVms _ -> List.of();
    };
  }

  Whereabouts where() {
    return where;
  }

  /** The VM is on both hosts. */
  void begin(Step step) {
    Move move = step.move();
    Optional<VmFacts> vm = where.vm(move.vm());
    Optional<HostFacts> to = where.host(move.to());
    if (vm.isEmpty() || to.isEmpty()) {
      say(step, "nobody knows the VM or the host");
      return;
    }
    mayMove(step, vm.get());
    if (to.get().condition() != Condition.OPEN) {
      say(step, move.to() + " takes no VMs: " + to.get().condition());
    }
    where.put(move.vm(), move.to());
    where.excess(move.to()).forEach(excess -> say(step, excess));
    rules(step);
  }

  private void mayMove(Step step, VmFacts vm) {
    Move move = step.move();
    Set<HostId> now = where.hosts(vm.id());
    Set<HostId> expected = move.source().map(Set::of).orElse(Set.of());
    if (!now.equals(expected)) {
      say(step, "%s is on %s, not on %s".formatted(vm.name(), now, expected));
    }
    if (where.isBusy(vm.id())) {
      say(step, vm.name() + " is under way already");
    }
    if (move.source().isPresent()) {
      vm.mobility()
          .hindrance(snapshot.at())
          .ifPresent(why -> say(step, vm.name() + " must not move: " + why));
    }
    boolean blind =
        move.purpose() == Move.Purpose.BALANCE
            && move.source()
                .flatMap(where::host)
                .filter(host -> host.condition() == Condition.UNKNOWN)
                .isPresent();
    if (blind) {
      say(step, "balances a host of which nothing is known");
    }
  }

  /** The VM is on its new host alone. */
  void end(Step step) {
    step.move().source().ifPresent(from -> where.remove(step.move().vm(), from));
    rules(step);
  }

  /** A rule may be broken as often as it was before, not more; groups may be apart on their way. */
  private void rules(Step step) {
    List<PlacementRule> concerned =
        new ArrayList<>(rulesOf.getOrDefault(step.move().vm(), List.of()));
    concerned.addAll(ofAll);
    for (PlacementRule rule : concerned) {
      if (rule instanceof PlacementRule.KeepTogether) {
        continue;
      }
      if (isBrokenAt(rule, step)) {
        say(step, "rule " + rule.name() + " is broken on " + step.move().to());
      }
    }
  }

  /** Whether the VM's new place is one that the rule does not allow. */
  private boolean isBrokenAt(PlacementRule rule, Step step) {
    VmId vm = step.move().vm();
    HostId to = step.move().to();
    return switch (rule) {
      case PlacementRule.KeepTogether _ -> false;
      case PlacementRule.KeepApart it ->
          it.vms().stream().anyMatch(other -> !other.equals(vm) && where.hosts(other).contains(to));
      case PlacementRule.RunOn it -> !it.hosts().contains(to);
      case PlacementRule.Avoid it -> it.hosts().contains(to);
      case PlacementRule.Spread it ->
          it.vms().stream()
                  .filter(other ->
                      where.hosts(other).stream()
                          .anyMatch(host -> where.domain(host).equals(where.domain(to))))
                  .count()
              > it.most();
      case PlacementRule.MostVms it ->
          (it.hosts().isEmpty() || it.hosts().contains(to)) && where.vms(to).size() > it.most();
    };
  }

  /** At the end nothing is broken that was not before. */
  void finish() {
    broken.forEach((rule, before) -> {
      if (RuleCheck.broken(rule, where) > before) {
        findings.add("after the last step rule " + rule.name() + " is broken");
      }
    });
  }

  private void say(Step step, String what) {
    findings.add("step " + step.number() + ": " + what);
  }
}
