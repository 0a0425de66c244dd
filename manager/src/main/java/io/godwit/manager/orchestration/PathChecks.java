package io.godwit.manager.orchestration;

import io.godwit.model.migration.Check;
import io.godwit.model.migration.PathFacts;
import io.godwit.model.unit.DataRate;
import java.time.Duration;
import java.util.Locale;

/** Whether the way between two hosts takes a guest. Pure. */
final class PathChecks {
  /** The switchover goes there and back this often; the pause shall not be spent on the way. */
  private static final int ROUNDS_OF_A_PAUSE = 4;

  private PathChecks() {}

  static void addTo(CheckList list, Trip trip, PathSurvey.Found found) {
    String needed = "open to guests of " + trip.home();
    switch (found) {
      case PathSurvey.Found.Way way -> {
        list.check(Check.PATH, needed, "connects in " + millis(way.facts().connect())).passes();
        roundTrip(list, trip, way.facts());
        bandwidth(list, trip, way.facts());
        mtu(list, trip, way.facts());
      }
      case PathSurvey.Found.NoWay no ->
          list.check(Check.PATH, needed, no.why().code().slug()).refuses(no.why());
      case PathSurvey.Found.NotNow not ->
          list.check(Check.PATH, needed, "not measured")
              .warns(not.why().detail(), not.why().next());
    }
  }

  private static void roundTrip(CheckList list, Trip trip, PathFacts facts) {
    Duration most = trip.limits().downtimeLimit().dividedBy(ROUNDS_OF_A_PAUSE);
    CheckList.Entry entry =
        list.check(Check.ROUND_TRIP, "at most " + millis(most), millis(facts.roundTrip()));
    if (facts.roundTrip().compareTo(most) <= 0) {
      entry.passes();
      return;
    }
    entry.warns(
        "A packet from "
            + trip.home()
            + " to "
            + trip.to()
            + " and back takes "
            + millis(facts.roundTrip())
            + ", a large part of the pause of "
            + Sentences.time(trip.limits().downtimeLimit())
            + " that may be.",
        "Allow a longer pause with --max-downtime, or name a host that is nearer.");
  }

  private static void bandwidth(CheckList list, Trip trip, PathFacts facts) {
    long seconds = Math.max(1, trip.limits().deadline().toSeconds());
    DataRate least = new DataRate(Math.ceilDiv(trip.vm().spec().memory().bytes(), seconds));
    CheckList.Entry entry = list.check(Check.BANDWIDTH, least + " or more", facts.bandwidth());
    if (facts.bandwidth().compareTo(least) >= 0) {
      entry.passes();
      return;
    }
    entry.warns(
        "The way from "
            + trip.home()
            + " to "
            + trip.to()
            + " carries "
            + facts.bandwidth()
            + "; "
            + trip.vm().spec().memory()
            + " of memory take longer than the "
            + Sentences.time(trip.limits().deadline())
            + " that the copy may take, unless much of it is empty.",
        "Allow more time with --deadline, or find out what slows the link down.");
  }

  private static void mtu(CheckList list, Trip trip, PathFacts facts) {
    CheckList.Entry entry =
        list.check(
            Check.MTU,
            "the same at both ends",
            words(facts.sourceMtu()) + " and " + words(facts.destinationMtu()));
    if (facts.mtusAgree()) {
      entry.passes();
      return;
    }
    entry.warns(
        trip.home()
            + " sends packets of "
            + facts.sourceMtu()
            + " bytes to "
            + trip.to()
            + ", which sends "
            + facts.destinationMtu()
            + "; what is between them may drop the larger ones.",
        "Set the same MTU on both hosts' migration interfaces and on the switches between them.");
  }

  private static String words(int mtu) {
    return mtu == 0 ? "unknown" : Integer.toString(mtu);
  }

  /** {@code 0.15 ms}, as round trips within a building are. */
  private static String millis(Duration time) {
    return String.format(Locale.ROOT, "%.2f ms", time.toNanos() / 1e6);
  }
}
