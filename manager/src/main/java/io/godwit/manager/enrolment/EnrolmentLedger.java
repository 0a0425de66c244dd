package io.godwit.manager.enrolment;

import java.util.List;
import java.util.function.Function;

/** The single writer, as far as enrolments go. */
public interface EnrolmentLedger {
  /** What is recorded now. */
  Enrolments now();

  /**
   * Records what {@code decision} makes of the newest state, all of it or nothing, and returns when
   * it is visible. What the decision throws is thrown here, and nothing is recorded.
   */
  void record(Function<Enrolments, List<EnrolmentChange>> decision);
}
