package io.godwit.manager.orchestration;

import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.Problem;
import io.godwit.model.migration.Check;
import io.godwit.model.migration.CheckItem;
import io.godwit.model.migration.CheckReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Collects what checks have found. Not for several threads. */
final class CheckList {
  private final List<CheckItem> items = new ArrayList<>();

  /** Begins an entry; it is made with one of the verbs of {@link Entry}. */
  Entry check(Check check, Object needed, Object found) {
    return of(check, "", needed, found);
  }

  /** The same of a part of the VM, as a disk. */
  Entry of(Check check, Object subject, Object needed, Object found) {
    return finding ->
        items.add(
            new CheckItem(check, subject.toString(), needed.toString(), found.toString(), finding));
  }

  CheckReport report() {
    return new CheckReport(items);
  }

  /** What was compared; what came out is told once. */
  interface Entry {
    void found(CheckItem.Finding finding);

    default void passes() {
      found(new CheckItem.Pass());
    }

    default void warns(String detail, String next) {
      found(new CheckItem.Warning(detail, next));
    }

    default void refuses(Problem problem) {
      found(new CheckItem.Refusal(problem));
    }

    default void refuses(ErrorCode code, String detail, String next) {
      refuses(new Problem(code, detail, next));
    }

    /** Passes if there is no problem. */
    default void unless(Optional<Problem> problem) {
      problem.ifPresentOrElse(this::refuses, this::passes);
    }
  }
}
