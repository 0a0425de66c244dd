package io.godwit.simulator.engine;

import static java.util.Objects.requireNonNull;

import io.godwit.model.host.HostId;
import io.godwit.model.migration.MigrationId;
import io.godwit.planner.migration.Crowding;
import io.godwit.planner.turn.Burden;
import io.godwit.planner.turn.Contender;
import io.godwit.planner.turn.Room;
import io.godwit.planner.turn.Turn;
import io.godwit.planner.turn.Turns;
import io.godwit.simulator.engine.Policy.Relocation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The moves of one step, each in its turn. Used for one step. */
final class Line {
  private final Center center;
  private final int[] homes;
  private final List<Relocation> moves;
  private final List<Relocation> waiting;
  private final Map<Integer, Trip> trips = new TreeMap<>();
  private final Map<Integer, Relocation> underWay = new TreeMap<>();

  private Line(Center center, int[] homes, List<Relocation> moves) {
    this.center = center;
    this.homes = homes;
    this.moves = moves;
    this.waiting = new ArrayList<>(moves);
  }

  /** All begin with the step. */
  static Map<Integer, Trip> atOnce(Center center, List<Relocation> moves) {
    Map<Integer, Trip> trips = new TreeMap<>();
    moves.forEach(move -> trips.put(move.vm(), new Trip(0, seconds(center, move))));
    return trips;
  }

  /**
   * When each begins and arrives if they wait for each other.
   *
   * @param homes where VMs are at the step
   * @return by VM; those that would not arrive within the step are not in it
   */
  static Map<Integer, Trip> inLine(Center center, int[] homes, List<Relocation> moves) {
    Line line = new Line(center, homes, moves);
    double now = 0;
    while (now < Engine.STEP_SECONDS) {
      line.arrive(now);
      line.begin(now);
      if (line.underWay.isEmpty()) {
        break; // nobody's arrival is waited for any more
      }
      now = line.nextArrival();
    }
    return line.trips;
  }

  private static double seconds(Center center, Relocation move) {
    return Engine.migrationSeconds(center.vms().get(move.vm()), center.hosts().get(move.to()));
  }

  private void arrive(double now) {
    underWay.keySet().removeIf(vm -> end(vm) <= now);
  }

  private double end(int vm) {
    return requireNonNull(trips.get(vm)).end();
  }

  private double nextArrival() {
    return underWay.keySet().stream().mapToDouble(this::end).min().orElseThrow();
  }

  private void begin(double now) {
    waiting.removeIf(move -> now + seconds(center, move) > Engine.STEP_SECONDS);
    Map<MigrationId, Relocation> ready = new HashMap<>();
    List<Contender> contenders = new ArrayList<>();
    for (Relocation move : waiting) {
      if (move.after().stream().allMatch(this::hasArrived)) {
        Contender contender = contender(move);
        ready.put(contender.id(), move);
        contenders.add(contender);
      }
    }
    List<Contender> running = underWay.values().stream().map(this::contender).toList();
    for (Turn turn : Turns.decide(Room.STANDARD, running, contenders)) {
      if (turn.hasCome()) {
        Relocation move = requireNonNull(ready.get(turn.id()));
        trips.put(move.vm(), new Trip(now, now + seconds(center, move)));
        underWay.put(move.vm(), move);
        waiting.remove(move);
      }
    }
  }

  private boolean hasArrived(int vm) {
    return trips.containsKey(vm) && !underWay.containsKey(vm);
  }

  private Contender contender(Relocation move) {
    return new Contender(
        new MigrationId("m" + move.vm()),
        host(homes[move.vm()]),
        host(move.to()),
        Burden.MEMORY,
        Crowding.FAIR,
        moves.indexOf(move));
  }

  private static HostId host(int number) {
    return new HostId("h" + number);
  }
}
