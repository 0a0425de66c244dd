package io.godwit.manager.history;

import org.jspecify.annotations.Nullable;

/**
 * Which part of a long list.
 *
 * @param order which end first
 * @param cursor where the last page ended, as it said; null for the first page
 * @param limit how many at most, 1 to {@link #MAX_LIMIT}
 */
public record Paging(Order order, @Nullable String cursor, int limit) {
  /** A megabyte or two of JSON, and some milliseconds of the database. */
  public static final int MAX_LIMIT = 1000;

  /** Which end first. */
  public enum Order {
    NEWEST_FIRST,
    OLDEST_FIRST
  }

  public Paging {
    if (limit < 1 || limit > MAX_LIMIT) {
      throw new IllegalArgumentException("a page has 1 to " + MAX_LIMIT + " items, not " + limit);
    }
  }

  /** The first page, newest first. */
  public static Paging newest(int limit) {
    return new Paging(Order.NEWEST_FIRST, null, limit);
  }

  /** The page after the one that ended at {@code cursor}. */
  public Paging after(String cursor) {
    return new Paging(order, cursor, limit);
  }
}
