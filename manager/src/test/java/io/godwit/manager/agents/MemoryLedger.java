package io.godwit.manager.agents;

import io.godwit.manager.enrolment.EnrolmentChange;
import io.godwit.manager.enrolment.EnrolmentLedger;
import io.godwit.manager.enrolment.Enrolments;
import java.util.List;
import java.util.function.Function;

/** Enrolments that are kept nowhere. */
final class MemoryLedger implements EnrolmentLedger {
  private volatile Enrolments state = Enrolments.EMPTY;

  @Override
  public Enrolments now() {
    return state;
  }

  @Override
  public synchronized void record(Function<Enrolments, List<EnrolmentChange>> decision) {
    for (EnrolmentChange change : decision.apply(state)) {
      state = state.apply(change);
    }
  }
}
