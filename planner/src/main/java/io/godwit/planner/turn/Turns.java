package io.godwit.planner.turn;

import io.godwit.model.host.HostId;
import io.godwit.model.migration.MigrationId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Decides whose turn it is. Used for one decision. */
public final class Turns {
  /**
   * Two that share a link take twice as long each, which is what they would take one after the
   * other. An eighth more is what a forecast may be wrong by; beyond that sharing is a loss for
   * both.
   */
  static final double MOST_CROWDING = 2.25;

  /** Longer lists are for the list of migrations. */
  private static final int NAMED = 3;

  private static final Comparator<Contender> EARLIEST_FIRST =
      Comparator.comparingLong(Contender::number).thenComparing(Contender::id);

  private final Room room;
  private final List<Contender> running;
  private final List<Contender> ahead = new ArrayList<>();

  private Turns(Room room, List<Contender> running) {
    this.room = room;
    this.running = new ArrayList<>(running);
  }

  /**
   * Says for each that waits whether it may begin, the earliest first.
   *
   * @param running those that have their places; they keep them, also if they are too many
   */
  public static List<Turn> decide(Room room, List<Contender> running, List<Contender> waiting) {
    Turns turns = new Turns(room, running);
    List<Turn> decided = new ArrayList<>();
    for (Contender next : waiting.stream().sorted(EARLIEST_FIRST).toList()) {
      Optional<String> reason = turns.admit(next);
      decided.add(new Turn(next.id(), decided.size() + 1, reason));
    }
    return decided;
  }

  /** Gives it its places, or says what it waits for. */
  private Optional<String> admit(Contender next) {
    Optional<String> reason = full(next).or(() -> crowded(next)).or(() -> behind(next));
    if (reason.isEmpty()) {
      running.add(next);
    } else {
      ahead.add(next);
    }
    return reason;
  }

  private Optional<String> full(Contender next) {
    int needed = next.burden().places();
    return lacking(
            "host " + next.source() + " sends ", leaving(next.source()), room.sending(), needed)
        .or(() ->
            lacking(
                "host " + next.destination() + " receives ",
                coming(next.destination()),
                room.receiving(),
                needed))
        .or(() -> lacking("the network carries ", running, room.network(), needed));
  }

  private static Optional<String> lacking(
      String who, List<Contender> there, int places, int needed) {
    int taken = there.stream().mapToInt(each -> each.burden().places()).sum();
    if (taken + needed <= places) {
      return Optional.empty();
    }
    return Optional.of(
        who
            + names(there)
            + " already: "
            + taken
            + " of "
            + places
            + " places taken, this one needs "
            + needed);
  }

  /** A neighbour on the link that would suffer, or make this one suffer, more than by sharing. */
  private Optional<String> crowded(Contender next) {
    return running.stream()
        .filter(next::sharesAnEndWith)
        .filter(other -> Math.max(next.crowding(), other.crowding()) > MOST_CROWDING)
        .findFirst()
        .map(other ->
            "would share "
                + link(next, other)
                + " with "
                + other.id()
                + ", and "
                + suffering(next, other));
  }

  private static String link(Contender next, Contender other) {
    if (!next.source().equals(other.source())) {
      return "the link to " + next.destination();
    }
    return next.destination().equals(other.destination())
        ? "the link " + next.source() + "→" + next.destination()
        : "the link of " + next.source();
  }

  private static String suffering(Contender next, Contender other) {
    if (next.crowding() > MOST_CROWDING && other.crowding() > MOST_CROWDING) {
      return "both would take "
          + times(Math.min(next.crowding(), other.crowding()))
          + " times as long or more";
    }
    return next.crowding() > MOST_CROWDING
        ? "would take " + times(next.crowding()) + " times as long"
        : other.id() + " would take " + times(other.crowding()) + " times as long";
  }

  private static String times(double factor) {
    return String.format(Locale.ROOT, "%.1f", factor);
  }

  /** Those that came earlier and wait themselves go first wherever they need the same. */
  private Optional<String> behind(Contender next) {
    return ahead.stream()
        .filter(earlier -> earlier.sharesAnEndWith(next) || waitsForTheNetwork(earlier))
        .findFirst()
        .map(earlier -> "waits behind " + earlier.id() + ", which came earlier");
  }

  private boolean waitsForTheNetwork(Contender earlier) {
    int taken = running.stream().mapToInt(each -> each.burden().places()).sum();
    return taken + earlier.burden().places() > room.network();
  }

  private List<Contender> leaving(HostId host) {
    return running.stream().filter(each -> each.source().equals(host)).toList();
  }

  private List<Contender> coming(HostId host) {
    return running.stream().filter(each -> each.destination().equals(host)).toList();
  }

  private static String names(List<Contender> some) {
    if (some.size() > NAMED) {
      return some.size() + " migrations";
    }
    return String.join(
        ", ", some.stream().map(Contender::id).sorted().map(MigrationId::value).toList());
  }
}
