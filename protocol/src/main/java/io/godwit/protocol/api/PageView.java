package io.godwit.protocol.api;

import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A part of a long list.
 *
 * @param next the cursor of the part that follows, if there is one
 * @param missing why a part of the list could not be read; what is here is right but not all
 */
public record PageView<T>(List<T> items, @Nullable String next, @Nullable ProblemView missing) {
  public PageView {
    items = List.copyOf(items);
  }

  /** The same with some of its items; it may be short, and go on nevertheless. */
  public PageView<T> only(Predicate<T> which) {
    return new PageView<>(items.stream().filter(which).toList(), next, missing);
  }
}
