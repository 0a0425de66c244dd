package io.godwit.manager.history;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A part of a long list.
 *
 * @param items in the order that was asked for
 * @param cursor where this page ends; null if nothing comes after it
 */
public record Page<T>(List<T> items, @Nullable String cursor) {
  public Page {
    items = List.copyOf(items);
  }

  /** Where this page ends, if something comes after it. */
  public Optional<String> next() {
    return Optional.ofNullable(cursor);
  }

  /** The same page of something else. */
  public <U> Page<U> map(Function<T, U> each) {
    return new Page<>(items.stream().map(each).toList(), cursor);
  }
}
