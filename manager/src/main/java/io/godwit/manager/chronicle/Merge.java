package io.godwit.manager.chronicle;

import io.godwit.protocol.api.PageView;
import io.godwit.protocol.api.ProblemView;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Several lists of the same things, each newest first and perhaps cut, as one page. Pure. */
final class Merge {
  private Merge() {}

  /**
   * A part.
   *
   * @param items newest first
   * @param isCut whether older ones were left out
   */
  record Part<V>(List<Placed<V>> items, boolean isCut) {}

  /** The newest of all parts; a thing that several have is taken from the first. */
  static <V> PageView<V> page(List<Part<V>> parts, int limit, @Nullable ProblemView missing) {
    // Older than the end of a part that was cut nothing may be shown: it would hide what was left
    // out there.
    Placed<V> end = null;
    Set<Long> seen = new HashSet<>();
    List<Placed<V>> all = new ArrayList<>();
    for (Part<V> part : parts) {
      if (part.isCut()) {
        Placed<V> last = part.items().getLast();
        end = end == null || Placed.newestFirst().compare(last, end) < 0 ? last : end;
      }
      part.items().stream().filter(each -> seen.add(each.sequence())).forEach(all::add);
    }
    all.sort(Placed.newestFirst());
    Placed<V> bound = end;
    List<Placed<V>> whole =
        bound == null
            ? all
            : all.stream().filter(each -> Placed.newestFirst().compare(each, bound) <= 0).toList();
    List<Placed<V>> items = whole.size() > limit ? whole.subList(0, limit) : whole;
    String next = null;
    if (whole.size() > limit) {
      next = items.getLast().cursor().toString();
    } else if (bound != null) {
      next = bound.cursor().toString();
    }
    return new PageView<>(items.stream().map(Placed::view).toList(), next, missing);
  }
}
