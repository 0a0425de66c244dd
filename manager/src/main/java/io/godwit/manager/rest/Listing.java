package io.godwit.manager.rest;

import io.godwit.manager.entity.Table;
import io.godwit.protocol.api.PageView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Cuts pages out of tables. A page costs about what it shows, however long the table is. */
final class Listing {
  /**
   * Entries that one page looks at. Who sees one VM in a thousand, or asks for a rare state, gets a
   * short page and goes on from there, and nobody keeps the manager busy with one call.
   */
  static final int MAX_LOOKED_AT = 10_000;

  private Listing() {}

  /**
   * Which part of which list.
   *
   * @param list what it is called in cursors
   */
  record Part(String list, int limit) {}

  /**
   * The first that are to be seen.
   *
   * @param rest what lies behind the cursor
   * @param shown how an entry looks; nothing if it is not asked for or not to be seen
   */
  static <K extends Comparable<K>, V, W> PageView<W> page(
      Table<K, V> rest, Part part, Function<V, Optional<W>> shown) {
    List<W> items = new ArrayList<>();
    K last = null;
    int lookedAt = 0;
    for (Map.Entry<K, V> entry : rest.entries().entrySet()) {
      boolean full = items.size() == part.limit() || lookedAt == MAX_LOOKED_AT;
      if (full && last != null) {
        return new PageView<>(items, new KeyCursor(part.list(), last.toString()).toString(), null);
      }
      shown.apply(entry.getValue()).ifPresent(items::add);
      last = entry.getKey();
      lookedAt++;
    }
    return new PageView<>(items, null, null);
  }
}
