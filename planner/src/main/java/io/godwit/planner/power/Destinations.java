package io.godwit.planner.power;

import io.godwit.planner.layout.Layout;
import java.util.OptionalInt;

/** Finds hosts for VMs: the fullest one in which there is room. */
final class Destinations {
  private final Board board;

  Destinations(Board board) {
    this.board = board;
  }

  /**
   * What a host has to have left for a VM.
   *
   * @param receive share of it that may be in use now
   * @param margin deviations that have to fit
   */
  record Room(double receive, double margin, View view) {}

  /** How far back it has to have fitted. */
  enum View {
    NOW,
    FORTY_MINUTES
  }

  /** Of the hosts that have VMs, efficient ones before others, the one left with least room. */
  OptionalInt among(int vm, Room room) {
    int best = Layout.NOWHERE;
    double tightest = 0;
    for (int host = 0; host < board.layout.hosts(); host++) {
      if (board.isEmpty(host) || !board.isOn(host) || !mayGo(vm, host)) {
        continue;
      }
      double tightness = tightness(vm, host, room);
      if (tightness >= 0 && (best == Layout.NOWHERE || better(host, tightness, best, tightest))) {
        best = host;
        tightest = tightness;
      }
    }
    return best == Layout.NOWHERE ? OptionalInt.empty() : OptionalInt.of(best);
  }

  private boolean better(int host, double tightness, int best, double tightest) {
    int efficiency = Double.compare(board.wattsPerCore(host), board.wattsPerCore(best));
    return efficiency != 0 ? efficiency < 0 : tightness > tightest;
  }

  /** How much of the host is taken with the VM; negative if that is too much. */
  private double tightness(int vm, int host, Room room) {
    double capacity = board.capacity(host);
    PowerSettings settings = board.settings;
    Outlook with = board.outlook(host, vm);
    double need = with.need(settings.nowCounts(), room.margin());
    boolean fits =
        need <= capacity
            && with.now() <= room.receive() * capacity
            && (room.view() == View.NOW || with.peak() <= capacity)
            && with.recent() <= settings.high() * capacity;
    return fits ? need / capacity : -1;
  }

  /** An empty host for it: one that is on, else one to switch on; the most efficient. */
  OptionalInt empty(int vm) {
    int best = Layout.NOWHERE;
    for (int host = 0; host < board.layout.hosts(); host++) {
      if (board.isEmpty(host)
          && mayGo(vm, host)
          && (best == Layout.NOWHERE || sooner(host, best))) {
        best = host;
      }
    }
    return best == Layout.NOWHERE ? OptionalInt.empty() : OptionalInt.of(best);
  }

  private boolean sooner(int host, int best) {
    if (board.isOn(host) != board.isOn(best)) {
      return board.isOn(host);
    }
    return board.wattsPerCore(host) < board.wattsPerCore(best);
  }

  private boolean mayGo(int vm, int host) {
    return host != board.layout.place(vm)
        && board.admits(host)
        && board.layout.fits(vm, host)
        && board.rules.admits(vm, host);
  }
}
