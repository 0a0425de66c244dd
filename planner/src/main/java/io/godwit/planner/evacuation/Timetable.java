package io.godwit.planner.evacuation;

import io.godwit.model.host.HostId;
import io.godwit.planner.cluster.ClusterSnapshot;
import io.godwit.planner.cluster.HostFacts;
import io.godwit.planner.cluster.Move;
import io.godwit.planner.cluster.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * When the steps of a plan are expected to run: one copy at a time on each end of a link. Two side
 * by side would take as long, each of them longer.
 *
 * @param slots in the order of the steps
 * @param end of the last one
 * @param lowerBound the busiest end of a link would be busy for so long with the bytes alone
 */
public record Timetable(List<Slot> slots, Duration end, Duration lowerBound) {
  public Timetable {
    slots = List.copyOf(slots);
  }

  /** Of a plan's steps in their order. */
  public static Timetable of(ClusterSnapshot snapshot, List<Step> steps) {
    Map<HostId, Long> sends = new HashMap<>();
    Map<HostId, Long> receives = new HashMap<>();
    long[] ends = new long[steps.size() + 1];
    List<Slot> slots = new ArrayList<>();
    long last = 0;
    for (Step step : steps) {
      Move move = step.move();
      long begin = receives.getOrDefault(move.to(), 0L);
      begin = Math.max(begin, move.source().map(from -> sends.getOrDefault(from, 0L)).orElse(0L));
      for (int earlier : step.after()) {
        begin = Math.max(begin, ends[earlier]);
      }
      long end = begin + move.cost().duration().toMillis();
      ends[step.number()] = end;
      receives.put(move.to(), end);
      move.source().ifPresent(from -> sends.put(from, end));
      slots.add(new Slot(step.number(), Duration.ofMillis(begin), Duration.ofMillis(end)));
      last = Math.max(last, end);
    }
    return new Timetable(slots, Duration.ofMillis(last), lowerBound(snapshot, steps));
  }

  private static Duration lowerBound(ClusterSnapshot snapshot, List<Step> steps) {
    Map<HostId, Double> rates = new HashMap<>();
    for (HostFacts host : snapshot.hosts()) {
      rates.put(host.id(), (double) host.link().bytesPerSecond());
    }
    Map<HostId, Double> out = new HashMap<>();
    Map<HostId, Double> in = new HashMap<>();
    double most = 0;
    for (Step step : steps) {
      Move move = step.move();
      double bytes = move.cost().bytes().bytes();
      if (move.from() != null) {
        double sent = bytes / rates.getOrDefault(move.from(), Double.POSITIVE_INFINITY);
        most = Math.max(most, out.merge(move.from(), sent, Double::sum));
        double got = bytes / rates.getOrDefault(move.to(), Double.POSITIVE_INFINITY);
        most = Math.max(most, in.merge(move.to(), got, Double::sum));
      }
    }
    return Duration.ofMillis(Math.round(most * 1e3));
  }

  /**
   * The same steps, those that take least first as far as they do not wait for others, so that most
   * VMs are away early and those that write much have the link to themselves at the end.
   */
  public static List<Step> shortestFirst(List<Step> steps) {
    Map<Integer, List<Integer>> waiting = new HashMap<>();
    int[] left = new int[steps.size() + 1];
    PriorityQueue<Step> ready =
        new PriorityQueue<>(
            Comparator.<Step, Duration>comparing(step -> step.move().cost().duration())
                .thenComparingInt(Step::number));
    for (Step step : steps) {
      left[step.number()] = step.after().size();
      step.after()
          .forEach(it -> waiting.computeIfAbsent(it, _ -> new ArrayList<>()).add(step.number()));
      if (step.after().isEmpty()) {
        ready.add(step);
      }
    }
    int[] numbers = new int[steps.size() + 1];
    List<Step> ordered = new ArrayList<>(steps.size());
    for (Step next = ready.poll(); next != null; next = ready.poll()) {
      int number = ordered.size() + 1;
      numbers[next.number()] = number;
      List<Integer> after = next.after().stream().map(it -> numbers[it]).sorted().toList();
      ordered.add(new Step(number, next.move(), after));
      for (int freed : waiting.getOrDefault(next.number(), List.of())) {
        if (--left[freed] == 0) {
          ready.add(steps.get(freed - 1));
        }
      }
    }
    return ordered;
  }
}
