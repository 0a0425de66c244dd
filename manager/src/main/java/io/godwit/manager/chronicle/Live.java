package io.godwit.manager.chronicle;

import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.protocol.api.PageView;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Something that still runs. It comes before all that is over, the latest first.
 *
 * @param startedAt when it began
 */
record Live<V>(Instant startedAt, String id, V view) {
  private static final String PREFIX = "r.";

  private static final Comparator<Live<?>> LATEST_FIRST =
      Comparator.<Live<?>, Instant>comparing(Live::startedAt).thenComparing(Live::id).reversed();

  /** What has ended, page by page. */
  interface Ended<V> {
    PageView<V> page(@Nullable String cursor, int limit);
  }

  /** A page of what runs and, where that ends, of what has ended. */
  static <V> PageView<V> page(
      List<Live<V>> running, Ended<V> ended, @Nullable String cursor, int limit) {
    Optional<Live<?>> after = cursor == null ? Optional.empty() : place(cursor);
    if (cursor != null && after.isEmpty()) {
      return ended.page(cursor, limit);
    }
    List<Live<V>> left = new ArrayList<>(running);
    left.sort(LATEST_FIRST);
    after.ifPresent(place -> left.removeIf(each -> LATEST_FIRST.compare(each, place) <= 0));
    if (left.size() > limit) {
      List<Live<V>> part = left.subList(0, limit);
      return new PageView<>(part.stream().map(Live::view).toList(), part.getLast().cursor(), null);
    }
    List<V> items = new ArrayList<>(left.stream().map(Live::view).toList());
    if (items.size() == limit) {
      return new PageView<>(items, left.getLast().cursor(), null);
    }
    PageView<V> rest = ended.page(null, limit - items.size());
    items.addAll(rest.items());
    return new PageView<>(items, rest.next(), rest.missing());
  }

  private String cursor() {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString((PREFIX + startedAt + "/" + id).getBytes(StandardCharsets.UTF_8));
  }

  private static Optional<Live<?>> place(String cursor) {
    try {
      String plain = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
      int slash = plain.indexOf('/');
      if (!plain.startsWith(PREFIX) || slash < 0) {
        return Optional.empty();
      }
      Instant at = Instant.parse(plain.substring(PREFIX.length(), slash));
      return Optional.of(new Live<>(at, plain.substring(slash + 1), ""));
    } catch (IllegalArgumentException | DateTimeException notOurs) {
      throw new GodwitException(
          ErrorCode.REQUEST_MALFORMED,
          "The cursor is not one that a page of this list ended with.",
          "Start without a cursor and take the one that each answer has.");
    }
  }
}
