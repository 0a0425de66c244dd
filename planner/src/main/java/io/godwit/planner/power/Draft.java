package io.godwit.planner.power;

import io.godwit.model.host.HostId;
import io.godwit.planner.cluster.Move;
import io.godwit.planner.cluster.Move.Consent;
import io.godwit.planner.cluster.Move.Purpose;
import io.godwit.planner.cluster.Step;
import io.godwit.planner.cluster.VmFacts;
import io.godwit.planner.power.PowerPlan.Direction;
import io.godwit.planner.power.PowerPlan.Stay;
import io.godwit.planner.power.PowerPlan.Switch;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What was decided so far. A VM has one move at most, whatever it went through on the way. */
final class Draft {
  private final Board board;
  private final Map<Integer, Intention> intentions = new LinkedHashMap<>();
  private final Map<HostId, Switch> switches = new TreeMap<>();
  private final Map<HostId, Stay> stays = new TreeMap<>();

  Draft(Board board) {
    this.board = board;
  }

  private record Intention(int from, int to, Purpose purpose, String because) {}

  /** Notes a move that the board has been told of. */
  void move(int vm, int from, int to, Purpose purpose, String because) {
    Intention earlier = intentions.remove(vm);
    int first = earlier == null ? from : earlier.from();
    if (first != to) {
      intentions.put(vm, new Intention(first, to, purpose, because));
    }
  }

  boolean isMoved(int vm) {
    return intentions.containsKey(vm);
  }

  void change(int host, Direction direction, String because) {
    switches.put(board.id(host), new Switch(board.id(host), direction, because));
  }

  boolean changes(int host) {
    return switches.containsKey(board.id(host));
  }

  void stay(int host, String because) {
    stays.put(board.id(host), new Stay(board.id(host), because));
  }

  /** In the order of decisions; whoever needs the room of others waits for them to leave. */
  List<Step> steps() {
    List<Step> steps = new ArrayList<>();
    Map<Integer, List<Integer>> leaving = new TreeMap<>();
    intentions.forEach((vm, intention) -> {
      int number = steps.size() + 1;
      List<Integer> after = List.copyOf(leaving.getOrDefault(intention.to(), List.of()));
      steps.add(new Step(number, move(vm, intention), after));
      leaving.computeIfAbsent(intention.from(), _ -> new ArrayList<>()).add(number);
    });
    return steps;
  }

  private Move move(int vm, Intention intention) {
    VmFacts facts = board.layout.vm(vm);
    return new Move(
        facts.id(),
        board.id(intention.from()),
        board.id(intention.to()),
        intention.purpose(),
        intention.because(),
        0,
        facts.mobility().cost(),
        Consent.GIVEN);
  }

  List<Switch> switches() {
    return List.copyOf(switches.values());
  }

  List<Stay> stays() {
    return List.copyOf(stays.values());
  }

  /** An amount of cores in a sentence. */
  static String cores(double amount) {
    return String.format(Locale.ROOT, amount < 100 ? "%.1f" : "%.0f", amount);
  }

  static String percent(double part, double whole) {
    return String.format(Locale.ROOT, "%.0f %%", 100 * part / whole);
  }
}
