package io.godwit.protocol.client;

import org.jspecify.annotations.Nullable;

/**
 * What a watched list has to tell.
 *
 * @param item as it is now, or as it was last shown if it is no longer in the list; nothing with
 *     {@link Kind#SYNCED}
 */
public record ListChange<T>(Kind kind, @Nullable T item) {
  public ListChange {
    if ((item == null) != (kind == Kind.SYNCED)) {
      throw new IllegalArgumentException("every change but SYNCED has an item");
    }
  }

  /** What became of an item. */
  public enum Kind {
    /** It is in the list; at first, everything that is in it is told of like this. */
    ADDED,
    MODIFIED,
    /** It is gone, or no longer what was asked for, or no longer to be seen. */
    DELETED,
    /** Everything that is in the list has been told of; told again after a reconnection. */
    SYNCED
  }
}
