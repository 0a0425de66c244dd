package io.godwit.planner.power;

import io.godwit.planner.cluster.Move.Purpose;
import io.godwit.planner.power.Destinations.Room;
import io.godwit.planner.power.Destinations.View;
import io.godwit.planner.power.PowerPlan.Direction;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * Takes VMs from hosts that have more to do than they can. One move for each host if one is enough,
 * and the smallest VM that is enough.
 */
final class Relief {
  /** More at once would be a plan for another cluster. */
  private static final int MOST_MOVES_OF_A_HOST = 64;

  /** Share of a host that it has to be below the limit by, so that it is not relieved each time. */
  private static final double ENOUGH = 0.05;

  private final Board board;
  private final Destinations destinations;
  private final Movable movable;
  private final Draft draft;

  Relief(Board board, Movable movable, Draft draft) {
    this.board = board;
    this.destinations = new Destinations(board);
    this.movable = movable;
    this.draft = draft;
  }

  void run() {
    List<Integer> worst =
        IntStream.range(0, board.layout.hosts())
            .filter(host -> excess(host) > 0 && board.isKnown(host))
            .boxed()
            .sorted(
                Comparator.comparingDouble((Integer host) -> -excess(host) / board.capacity(host)))
            .toList();
    worst.forEach(this::relieve);
  }

  /**
   * Cores that have to go: what is wanted now beyond all; and where the last 40 minutes were above
   * what may be in use, enough to be below it for a while.
   */
  private double excess(int host) {
    Outlook outlook = board.outlook(host, Board.NOBODY);
    double capacity = board.capacity(host);
    double lasting = outlook.recent() - board.settings.high() * capacity;
    return Math.max(outlook.now() - capacity, lasting > 0 ? lasting + ENOUGH * capacity : lasting);
  }

  private void relieve(int host) {
    for (int moves = 0; moves < MOST_MOVES_OF_A_HOST; moves++) {
      double excess = excess(host);
      if (excess <= 0 || board.layout.count(host) < 2) {
        return;
      }
      OptionalInt vm = leaving(host, excess);
      if (vm.isEmpty()) {
        draft.stay(
            host,
            "it has " + Draft.cores(excess) + " cores too much to do, and no VM that may move");
        return;
      }
      if (!moveAway(vm.getAsInt(), host, excess)) {
        return;
      }
    }
  }

  private OptionalInt leaving(int host, double excess) {
    int best = Board.NOBODY;
    for (int vm : board.layout.residents(host)) {
      if (movable.hindrance(vm).isEmpty() && (best == Board.NOBODY || rather(vm, best, excess))) {
        best = vm;
      }
    }
    return best == Board.NOBODY ? OptionalInt.empty() : OptionalInt.of(best);
  }

  /** The smallest of those that are enough, else the largest. */
  private boolean rather(int vm, int best, double excess) {
    boolean enough = board.now(vm) >= excess;
    if (enough != board.now(best) >= excess) {
      return enough;
    }
    return enough ? board.now(vm) < board.now(best) : board.now(vm) > board.now(best);
  }

  private boolean moveAway(int vm, int host, double excess) {
    PowerSettings settings = board.settings;
    OptionalInt found =
        destinations.among(vm, new Room(settings.receive(), settings.margin(), View.NOW));
    boolean fresh = found.isEmpty();
    if (fresh) {
      found = destinations.empty(vm);
    }
    if (found.isEmpty()) {
      draft.stay(
          host,
          "it has "
              + Draft.cores(excess)
              + " cores too much to do, and no host has room for "
              + board.layout.vm(vm).name());
      return false;
    }
    int to = found.getAsInt();
    if (fresh && !board.isOn(to) && !comesOnAtOnce(to, vm, host)) {
      return false;
    }
    String because = because(vm, host, to, excess);
    board.move(vm, to);
    draft.move(vm, host, to, Purpose.CAPACITY, because);
    return true;
  }

  /** A host that takes time to come on is switched on now and used by a later plan. */
  private boolean comesOnAtOnce(int to, int vm, int host) {
    draft.change(
        to,
        Direction.ON,
        "no host that is on has room for " + board.layout.vm(vm).name() + " of " + board.id(host));
    boolean atOnce = board.past.of(board.id(to)).boot().isZero();
    if (!atOnce) {
      board.switchOn(to);
    }
    return atOnce;
  }

  private String because(int vm, int host, int to, double excess) {
    Outlook there = board.outlook(to, vm);
    return board.id(host)
        + " has "
        + Draft.cores(excess)
        + " cores too much to do; "
        + board.layout.vm(vm).name()
        + " wants "
        + Draft.cores(board.now(vm))
        + ", and with it "
        + board.id(to)
        + " expects "
        + Draft.percent(
            there.need(board.settings.nowCounts(), board.settings.margin()), board.capacity(to))
        + " at most";
  }
}
