package io.godwit.manager.inventory;

import io.godwit.manager.enrolment.EnrolmentChange;
import io.godwit.manager.enrolment.EnrolmentLedger;
import io.godwit.manager.enrolment.Enrolments;
import io.godwit.manager.loop.Outcome;
import java.util.List;
import java.util.function.Function;

/** Enrolments as a part of the inventory's hard state. */
public record EnrolmentRecords(Inventory inventory) implements EnrolmentLedger {
  @Override
  public Enrolments now() {
    return inventory.now().hard().enrolments();
  }

  @Override
  public void record(Function<Enrolments, List<EnrolmentChange>> decision) {
    inventory.decide(state -> {
      List<StateRecord> records =
          decision.apply(state.hard().enrolments()).stream()
              .<StateRecord>map(StateRecord.OfEnrolment::new)
              .toList();
      return Outcome.recorded(records, true);
    });
  }
}
