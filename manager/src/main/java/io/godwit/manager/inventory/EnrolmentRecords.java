package io.godwit.manager.inventory;

import io.godwit.manager.enrolment.EnrolmentChange;
import io.godwit.manager.enrolment.EnrolmentLedger;
import io.godwit.manager.enrolment.Enrolments;
import io.godwit.manager.event.EventDraft;
import io.godwit.manager.event.Origin;
import io.godwit.manager.loop.Outcome;
import io.godwit.model.event.Event;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Enrolments as a part of the inventory's hard state; each change leaves an event. */
public record EnrolmentRecords(Inventory inventory) implements EnrolmentLedger {
  @Override
  public Enrolments now() {
    return inventory.now().hard().enrolments();
  }

  @Override
  public void record(Function<Enrolments, List<EnrolmentChange>> decision) {
    Origin origin = Origin.current();
    Instant at = inventory.instant();
    inventory.decide(state -> {
      List<StateRecord> records = new ArrayList<>();
      for (EnrolmentChange change : decision.apply(state.hard().enrolments())) {
        records.add(new StateRecord.OfEnrolment(change));
        event(change, origin, at).map(StateRecord::happened).ifPresent(records::add);
      }
      return Outcome.recorded(records, true);
    });
  }

  private static Optional<EventDraft> event(EnrolmentChange change, Origin who, Instant at) {
    String host = change.host().value();
    Origin itself = Origin.host(host);
    return switch (change) {
      case EnrolmentChange.TokenIssued _ ->
          Optional.of(draft(at, who, "host.add", host, "Host " + host + " may enrol."));
      case EnrolmentChange.TokenRedeemed redeemed ->
          Optional.of(
              draft(
                  at,
                  itself,
                  "host.enrol",
                  host,
                  "Host "
                      + host
                      + " enrolled; certificate "
                      + redeemed.certificate().serial()
                      + "."));
      case EnrolmentChange.CertificateRenewed renewed ->
          Optional.of(
              draft(
                  at,
                  itself,
                  "host.renew",
                  host,
                  "Host " + host + " has certificate " + renewed.certificate().serial() + " now."));
      case EnrolmentChange.HostRemoved _ ->
          Optional.of(
              draft(
                  at,
                  who,
                  "host.remove",
                  host,
                  "Host " + host + " no longer belongs to the data center."));
      case EnrolmentChange.Forgotten _ -> Optional.empty();
    };
  }

  private static EventDraft draft(
      Instant at, Origin who, String action, String host, String message) {
    return EventDraft.of(at, who, action, "host", host, Event.Outcome.SUCCEEDED, message);
  }
}
