package io.godwit.protocol.client;

import io.godwit.protocol.client.ListChange.Kind;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Follows a list. A stream begins with everything that is in the list, also one that goes on at
 * another manager: what was told before is then compared, so that whoever follows is told only what
 * is different.
 */
final class ListWatch {
  private final EventReader events;

  ListWatch(EventReader events) {
    this.events = events;
  }

  /**
   * Follows until {@code change} throws or no manager goes on.
   *
   * @param key what an item is called
   */
  <T> void follow(
      String path,
      SortedMap<String, String> query,
      Class<T> type,
      Function<T, String> key,
      Consumer<ListChange<T>> change) {
    TreeMap<String, String> watched = new TreeMap<>(query);
    watched.put("watch", "true");
    Told<T> told = new Told<>(key, change);
    events.persistently(
        "The stream of changes ended",
        () -> {
          told.begin();
          return events.events(
              Paths.with(path, watched),
              event -> {
                switch (event.name()) {
                  case "added", "modified" -> told.put(events.read(event.data(), type));
                  case "deleted" -> told.remove(events.read(event.data(), type));
                  case "synced" -> told.synced();
                  default -> {} // A newer manager may tell more than this client knows.
                }
                return false;
              });
        });
  }

  /** What was told of a list. */
  private static final class Told<T> {
    private final Function<T, String> key;
    private final Consumer<ListChange<T>> change;
    private final Map<String, T> items = new LinkedHashMap<>();

    /** Those of an earlier stream that this one has not told of, until it is synced. */
    private final Set<String> missing = new HashSet<>();

    Told(Function<T, String> key, Consumer<ListChange<T>> change) {
      this.key = key;
      this.change = change;
    }

    void begin() {
      missing.clear();
      missing.addAll(items.keySet());
    }

    void put(T item) {
      String name = key.apply(item);
      missing.remove(name);
      T before = items.put(name, item);
      if (before == null) {
        change.accept(new ListChange<>(Kind.ADDED, item));
      } else if (!before.equals(item)) {
        change.accept(new ListChange<>(Kind.MODIFIED, item));
      }
    }

    void remove(T item) {
      if (items.remove(key.apply(item)) != null) {
        change.accept(new ListChange<>(Kind.DELETED, item));
      }
    }

    void synced() {
      for (String name : List.copyOf(missing)) {
        T gone = items.remove(name);
        if (gone != null) {
          change.accept(new ListChange<>(Kind.DELETED, gone));
        }
      }
      missing.clear();
      change.accept(new ListChange<>(Kind.SYNCED, null));
    }
  }
}
