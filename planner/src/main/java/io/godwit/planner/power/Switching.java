package io.godwit.planner.power;

import io.godwit.planner.cluster.Condition;
import io.godwit.planner.power.PowerPlan.Direction;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Decides which hosts without VMs are on. On are as many as the demand of the next five minutes
 * needs, the failover reserve, and what demand may rise by while another host comes on; off goes
 * what was not needed for any of that in the last 40 minutes.
 */
final class Switching {
  private final Board board;
  private final Draft draft;
  private final PowerSettings settings;

  Switching(Board board, Draft draft) {
    this.board = board;
    this.draft = draft;
    this.settings = board.settings;
  }

  void run() {
    Outlook all = board.outlookOfAll();
    double rise = board.rise(boot());
    double soon = Math.max(all.now(), all.expected(settings.nowCounts())) + rise;
    double lately = Math.max(soon, all.peak() + rise);
    String figures =
        "VMs want "
            + Draft.cores(all.now())
            + " cores now, "
            + Draft.cores(all.peak())
            + " at most in 40 min, and may want "
            + Draft.cores(rise)
            + " more before a host is on";
    switchOn(soon, figures);
    switchOff(lately, figures);
  }

  /** The slowest of those that could be switched on. */
  private Duration boot() {
    return IntStream.range(0, board.layout.hosts())
        .filter(host -> !board.isOn(host) && board.admits(host))
        .mapToObj(host -> board.past.of(board.id(host)).boot())
        .max(Duration::compareTo)
        .orElse(Duration.ZERO);
  }

  private void switchOn(double demand, String figures) {
    List<Integer> off =
        IntStream.range(0, board.layout.hosts())
            .filter(host -> !board.isOn(host) && board.admits(host))
            .boxed()
            .sorted(Comparator.comparingDouble(board::wattsPerCore))
            .toList();
    for (int host : off) {
      double room = room();
      boolean tooFew = board.hostsOn() < board.kept.least();
      if (room >= demand && !tooFew) {
        return;
      }
      board.switchOn(host);
      draft.change(
          host,
          Direction.ON,
          tooFew
              ? "not less than " + board.kept.least() + " hosts are to be on"
              : figures + "; hosts that are on hold " + Draft.cores(room));
    }
  }

  private void switchOff(double demand, String figures) {
    List<Integer> spare =
        IntStream.range(0, board.layout.hosts())
            .filter(host -> board.isOn(host) && board.isEmpty(host) && !draft.changes(host))
            .filter(host -> board.layout.host(host).condition() == Condition.OPEN)
            .boxed()
            .sorted(Comparator.comparingDouble((Integer host) -> -board.wattsPerCore(host)))
            .toList();
    for (int host : spare) {
      Optional<String> kept = kept(host);
      if (kept.isPresent()) {
        draft.stay(host, kept.get());
        continue;
      }
      board.switchOff(host);
      double room = room();
      if (room < demand) {
        board.switchOn(host);
        draft.stay(host, "it is kept on without VMs: " + figures);
      } else {
        draft.change(host, Direction.OFF, figures + "; the others hold " + Draft.cores(room));
      }
    }
  }

  private Optional<String> kept(int host) {
    return board.hostsOn() <= board.kept.least()
        ? Optional.of("not less than " + board.kept.least() + " hosts are to be on")
        : board.kept.reason(board.id(host));
  }

  /** What the hosts that are on may be used for, if the largest of them fail. */
  private double room() {
    return Math.abs(
        IntStream.range(0, board.layout.hosts())
            .filter(host -> board.isOn(host) && board.admits(host))
            .mapToDouble(host -> -settings.high() * board.capacity(host))
            .sorted()
            .skip(settings.reserveHosts())
            .sum());
  }
}
