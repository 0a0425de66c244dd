package io.godwit.planner.power;

import io.godwit.planner.cluster.HostFacts;
import io.godwit.planner.cluster.Move.Purpose;
import io.godwit.planner.power.Destinations.Room;
import io.godwit.planner.power.Destinations.View;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * Empties hosts whose VMs all fit on others, the least efficient and least used first. All VMs of a
 * host leave, or none.
 */
final class Emptying {
  /** For so long an emptied host is expected to stay off. */
  private static final Duration STABLE = Duration.ofHours(1);

  private static final double SECONDS_OF_AN_HOUR = 3600;

  private final Board board;
  private final Destinations destinations;
  private final Movable movable;
  private final Draft draft;

  Emptying(Board board, Movable movable, Draft draft) {
    this.board = board;
    this.destinations = new Destinations(board);
    this.movable = movable;
    this.draft = draft;
  }

  void run() {
    int emptied = 0;
    int failed = 0;
    for (int host : candidates()) {
      if (hostsWithVms() <= board.kept.least()) {
        draft.stay(host, "not less than " + board.kept.least() + " hosts are to be on");
        return;
      }
      if (emptied >= board.settings.emptyAtOnce() || failed >= board.settings.attempts()) {
        return;
      }
      Optional<String> obstacle = obstacle(host).or(() -> empty(host));
      if (obstacle.isPresent()) {
        draft.stay(host, obstacle.get());
        failed++;
      } else {
        emptied++;
      }
    }
  }

  /** Without those that can go off as they are. */
  private long hostsWithVms() {
    return IntStream.range(0, board.layout.hosts())
        .filter(host -> board.isOn(host) && !board.isEmpty(host))
        .count();
  }

  private List<Integer> candidates() {
    return IntStream.range(0, board.layout.hosts())
        .filter(host -> board.isOn(host) && !board.isEmpty(host))
        .filter(this::isLow)
        .boxed()
        .sorted(
            Comparator.comparingDouble((Integer host) -> -board.wattsPerCore(host))
                .thenComparingDouble(this::use))
        .toList();
  }

  private boolean isLow(int host) {
    return board.outlook(host, Board.NOBODY).recent()
        <= board.settings.low() * board.capacity(host);
  }

  private double use(int host) {
    return board.outlook(host, Board.NOBODY).expected(board.settings.nowCounts())
        / board.capacity(host);
  }

  /** What is in the way before any host was looked for. */
  private Optional<String> obstacle(int host) {
    Optional<String> kept = board.kept.reason(board.id(host));
    if (kept.isPresent()) {
      return kept;
    }
    if (!board.isKnown(host)) {
      return Optional.of("what it does is not known, which is not the same as idle");
    }
    for (int vm : board.layout.residents(host)) {
      Optional<String> hindrance = movable.hindrance(vm);
      if (hindrance.isPresent()) {
        return hindrance;
      }
    }
    return tooDear(host);
  }

  private Optional<String> tooDear(int host) {
    int moves = board.layout.count(host);
    double saved = idleWatts(host) * STABLE.toSeconds() / SECONDS_OF_AN_HOUR;
    double price = moves * board.settings.wattHoursPerMove();
    return saved >= price
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "%d migrations have to save %.0f Wh, and it saves %.0f in an hour",
                moves,
                price,
                saved));
  }

  /** What a host without a table draws nobody knows; it is not a reason to keep it on. */
  private double idleWatts(int host) {
    HostFacts facts = board.layout.host(host);
    return facts.power() == null ? Double.MAX_VALUE : facts.power().at(0);
  }

  /** Moves all of its VMs, the largest first, or says which of them finds no host. */
  private Optional<String> empty(int host) {
    List<Integer> vms =
        new ArrayList<>(IntStream.of(board.layout.residents(host)).boxed().toList());
    vms.sort(Comparator.comparingDouble((Integer vm) -> -board.now(vm)));
    PowerSettings settings = board.settings;
    Room room = new Room(settings.receiveToEmpty(), settings.marginToEmpty(), View.FORTY_MINUTES);
    double use = use(host);
    List<Integer> places = new ArrayList<>();
    for (int vm : vms) {
      OptionalInt to = destinations.among(vm, room);
      if (to.isEmpty()) {
        for (int i = 0; i < places.size(); i++) {
          board.move(vms.get(i), host);
        }
        return Optional.of(
            "no host has room for "
                + board.layout.vm(vm).name()
                + ", which wants "
                + Draft.cores(board.now(vm))
                + " cores");
      }
      board.move(vm, to.getAsInt());
      places.add(to.getAsInt());
    }
    String because =
        String.format(
            Locale.ROOT,
            "%s is emptied: it is used to %.0f %%, its %d VMs fit elsewhere, and off it saves %s",
            board.id(host),
            100 * use,
            vms.size(),
            board.layout.host(host).power() == null
                ? "what it draws"
                : String.format(Locale.ROOT, "%.0f W", idleWatts(host)));
    for (int i = 0; i < vms.size(); i++) {
      draft.move(vms.get(i), host, places.get(i), Purpose.POWER, because);
    }
    return Optional.empty();
  }
}
