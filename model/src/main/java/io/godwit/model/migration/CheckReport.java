package io.godwit.model.migration;

import io.godwit.model.error.Problem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Every check of a migration that could be made. What rests on something that is not there was not
 * made.
 *
 * @param items the most basic first
 */
public record CheckReport(List<CheckItem> items) {
  public CheckReport {
    items = List.copyOf(items);
  }

  /** Those of a group, in their order. */
  public List<CheckItem> of(CheckGroup group) {
    return items.stream().filter(item -> item.check().group() == group).toList();
  }

  /** The worst of all. */
  public CheckVerdict verdict() {
    return worst(items);
  }

  /** The worst of some. */
  public static CheckVerdict worst(List<CheckItem> some) {
    return some.stream()
        .map(CheckItem::verdict)
        .max(Comparator.naturalOrder())
        .orElse(CheckVerdict.PASS);
  }

  /** Why the VM does not move, the most basic reason first. */
  public List<Problem> refusals() {
    List<Problem> refusals = new ArrayList<>();
    for (CheckItem item : items) {
      if (item.finding() instanceof CheckItem.Refusal refusal) {
        refusals.add(refusal.problem());
      }
    }
    return refusals;
  }

  /** The most basic reason. */
  public Optional<Problem> refusal() {
    return refusals().stream().findFirst();
  }

  /** The same with what was found later. */
  public CheckReport with(List<CheckItem> later) {
    List<CheckItem> all = new ArrayList<>(items);
    all.addAll(later);
    return new CheckReport(all);
  }
}
