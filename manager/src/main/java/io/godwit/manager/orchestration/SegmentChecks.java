package io.godwit.manager.orchestration;

import io.godwit.model.migration.Check;
import java.util.List;

/** Whether networks that two hosts call by one name are one, and take the same packets. Pure. */
final class SegmentChecks {
  private SegmentChecks() {}

  static void addTo(CheckList list, Trip trip, List<SegmentSurvey.Found> found) {
    for (SegmentSurvey.Found each : found) {
      switch (each) {
        case SegmentSurvey.Found.Tried tried -> {
          segment(list, trip, tried);
          mtu(list, trip, tried);
        }
        case SegmentSurvey.Found.Untried untried ->
            list.of(
                    Check.SEGMENT,
                    untried.network(),
                    needed(trip),
                    "not tried: " + untried.why().code().slug())
                .warns(untried.why().detail(), untried.why().next());
      }
    }
  }

  private static String needed(Trip trip) {
    return trip.to() + " hears " + trip.home();
  }

  private static void segment(CheckList list, Trip trip, SegmentSurvey.Found.Tried tried) {
    CheckList.Entry entry =
        list.of(
            Check.SEGMENT,
            tried.network(),
            needed(trip),
            tried.heard() ? "it does" : "it does not");
    if (tried.heard()) {
      entry.passes();
      return;
    }
    // Hosts that hide their guests behind addresses of their own have networks that are alike.
    entry.warns(
        "What "
            + trip.home()
            + " sends to everybody on network "
            + tried.network()
            + " does not come to "
            + trip.to()
            + ": they are two networks, or something between them lets no announcements through."
            + " VM "
            + trip.vm().name()
            + " may lose its connections there.",
        "Connect the bridges of both hosts to one segment, or give the networks two names.");
  }

  private static void mtu(CheckList list, Trip trip, SegmentSurvey.Found.Tried tried) {
    if (tried.sourceMtu() == 0 || tried.destinationMtu() == 0) {
      return;
    }
    CheckList.Entry entry =
        list.of(
            Check.NETWORK_MTU,
            tried.network(),
            tried.sourceMtu() + " or more",
            tried.destinationMtu());
    if (tried.destinationMtu() >= tried.sourceMtu()) {
      entry.passes();
      return;
    }
    entry.warns(
        "The bridge of network "
            + tried.network()
            + " takes packets of "
            + tried.sourceMtu()
            + " bytes on "
            + trip.home()
            + " and of "
            + tried.destinationMtu()
            + " on "
            + trip.to()
            + "; larger ones of VM "
            + trip.vm().name()
            + " are dropped there.",
        "Set the same MTU on both hosts' bridges.");
  }
}
