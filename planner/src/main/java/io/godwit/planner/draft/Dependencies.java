package io.godwit.planner.draft;

import io.godwit.planner.draft.Draft.Entry;
import io.godwit.planner.layout.Layout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Finds what each move of a draft has to wait for. */
final class Dependencies {
  private final Layout start;
  private final List<Entry> entries;
  private final RelatedVms related;

  /**
   * @param start where everything was before the first move
   */
  Dependencies(Layout start, List<Entry> entries, RelatedVms related) {
    this.start = start;
    this.entries = entries;
    this.related = related;
  }

  /** For each move the numbers, from 1, of those that have to be done before. */
  List<List<Integer>> find() {
    Map<Integer, List<Integer>> leaving = new HashMap<>();
    Map<Integer, Integer> last = new HashMap<>();
    List<Integer> relatedBefore = new ArrayList<>();
    List<List<Integer>> all = new ArrayList<>();
    Crowd crowd = new Crowd(start);
    for (int i = 0; i < entries.size(); i++) {
      Entry entry = entries.get(i);
      TreeSet<Integer> after = new TreeSet<>();
      Integer before = last.put(entry.vm(), i);
      if (before != null) {
        after.add(before + 1);
      }
      if (related.isRelated(entry.vm())) {
        for (int earlier : relatedBefore) {
          Entry other = entries.get(earlier);
          if (other.from() != Layout.NOWHERE
              && related.hasToWait(entry.vm(), entry.to(), other.vm(), other.from())) {
            after.add(earlier + 1);
          }
        }
        relatedBefore.add(i);
      }
      crowd.come(entry.vm(), entry.to());
      room(entry.to(), leaving.getOrDefault(entry.to(), List.of()), crowd, after);
      if (entry.from() != Layout.NOWHERE) {
        leaving.computeIfAbsent(entry.from(), _ -> new ArrayList<>()).add(i);
      }
      all.add(List.copyOf(after));
    }
    return all;
  }

  /** Waits for as many of those that leave as it takes, the earliest first. */
  private void room(int host, List<Integer> leaving, Crowd crowd, Set<Integer> after) {
    Crowd.Left left = new Crowd.Left();
    for (int earlier : leaving) {
      if (after.contains(earlier + 1)) {
        left.leave(start, entries.get(earlier).vm());
      }
    }
    for (int earlier : leaving) {
      if (crowd.holds(host, left, related.mostVms(host))) {
        return;
      }
      if (after.add(earlier + 1)) {
        left.leave(start, entries.get(earlier).vm());
      }
    }
  }
}
