package io.godwit.planner.scenario;

import io.godwit.model.host.HostId;
import io.godwit.model.vm.VmId;
import io.godwit.planner.balance.Balance;
import io.godwit.planner.balance.Policy;
import io.godwit.planner.balance.Threshold;
import io.godwit.planner.check.Checked;
import io.godwit.planner.cluster.ClusterSnapshot;
import io.godwit.planner.cluster.Clusters;
import io.godwit.planner.cluster.Condition;
import io.godwit.planner.cluster.Move;
import io.godwit.planner.cluster.Plan;
import io.godwit.planner.cluster.Step;
import io.godwit.planner.evacuation.Evacuation;
import io.godwit.planner.evacuation.EvacuationPlan;
import io.godwit.planner.evacuation.Homecoming;
import io.godwit.planner.evacuation.Rolling;
import io.godwit.planner.explain.Explain;
import io.godwit.planner.placement.Placement;
import io.godwit.planner.repair.Repair;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Answers the questions of a scenario in text, every plan checked. */
final class ScenarioAnswers {
  private static final long SEED = 1;

  private final ClusterSnapshot snapshot;
  private final List<String> lines = new ArrayList<>();

  private ScenarioAnswers(ClusterSnapshot snapshot) {
    this.snapshot = snapshot;
  }

  static List<String> of(ScenarioText scenario) {
    ScenarioAnswers answers = new ScenarioAnswers(scenario.snapshot());
    for (String question : scenario.questions()) {
      answers.lines.add("> " + question);
      answers.answer(List.of(question.split("\\s+", -1)));
      answers.lines.add("");
    }
    return answers.lines;
  }

  private void answer(List<String> words) {
    List<String> names = words.subList(1, words.size());
    switch (words.getFirst()) {
      case "balance" -> {
        Policy policy = new Policy(Threshold.of(Integer.parseInt(names.getFirst())), 64);
        write(snapshot, Balance.of(snapshot, policy, SEED));
      }
      case "repair" -> write(snapshot, Repair.of(snapshot, SEED).plan());
      case "evacuate" -> write(snapshot, Evacuation.of(snapshot, hosts(names), SEED));
      case "rolling" -> rolling(Integer.parseInt(names.getFirst()), names.subList(1, names.size()));
      case "place" -> write(snapshot, Placement.of(snapshot, vms(names), SEED).plan());
      case "home" -> {
        HostId home = new HostId(names.getFirst());
        List<VmId> left = vms(names.subList(1, names.size()));
        write(snapshot, Homecoming.of(snapshot, home, left, Threshold.MODERATE, SEED));
      }
      case "explain" ->
          say(Explain.of(snapshot, Clusters.vmId(names.getFirst()), Policy.DEFAULT).lines());
      case "why-not" -> {
        VmId vm = Clusters.vmId(names.getFirst());
        HostId host = new HostId(names.getLast());
        say(Explain.whyNot(snapshot, vm, host, Policy.DEFAULT).lines());
      }
      default -> throw new IllegalArgumentException("what is asked: " + words);
    }
  }

  private void rolling(int batch, List<String> names) {
    ClusterSnapshot now = snapshot;
    Rolling rolling = Rolling.of(now, hosts(names), batch, SEED);
    for (EvacuationPlan each : rolling.batches()) {
      write(now, each);
      now = now.after(each.plan());
    }
    rolling.blocked().forEach(each -> lines.add("| cannot be emptied: " + each.hosts()));
  }

  private static List<HostId> hosts(List<String> names) {
    return names.stream().map(HostId::new).toList();
  }

  private static List<VmId> vms(List<String> names) {
    return names.stream().map(Clusters::vmId).toList();
  }

  private void write(ClusterSnapshot before, EvacuationPlan evacuation) {
    write(before.with(Condition.LEAVING, evacuation.hosts()), evacuation.plan());
  }

  private void write(ClusterSnapshot before, Plan plan) {
    Checked.sound(before, plan, lines.getLast());
    for (Step step : plan.steps()) {
      Move move = step.move();
      String from = move.source().map(HostId::value).orElse("new");
      String after = step.after().isEmpty() ? "" : ", after " + step.after();
      lines.add(
          "%d. %s: %s → %s (%s%s%s): %s"
              .formatted(
                  step.number(),
                  before.vm(move.vm()).orElseThrow().name(),
                  from,
                  move.to(),
                  move.purpose().name().toLowerCase(Locale.ROOT),
                  after,
                  move.consent() == Move.Consent.NEEDED ? ", a person has to agree" : "",
                  move.because()));
    }
    say(plan.report().lines());
  }

  private void say(List<String> more) {
    more.forEach(line -> lines.add("| " + line));
  }
}
