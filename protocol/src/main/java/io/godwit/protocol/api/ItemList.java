package io.godwit.protocol.api;

import java.util.List;

/** A list of things, in order of name or id. */
public record ItemList<T>(List<T> items) {
  public ItemList {
    items = List.copyOf(items);
  }
}
