package io.godwit.manager.entity;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.pcollections.TreePMap;

/**
 * An immutable sorted map. A change shares all but the path to its entry with the map before it:
 * 40,000 VMs cost a few new nodes, not a copy.
 */
public record Table<K extends Comparable<K>, V>(TreePMap<K, V> entries) {
  public static <K extends Comparable<K>, V> Table<K, V> empty() {
    return new Table<>(TreePMap.<K, V>empty());
  }

  public Optional<V> get(K key) {
    return Optional.ofNullable(entries.get(key));
  }

  public boolean has(K key) {
    return entries.containsKey(key);
  }

  /** The same with this entry, which replaces one of the same key. */
  public Table<K, V> with(K key, V value) {
    return new Table<>(entries.plus(key, value));
  }

  /** The same without this entry, if it was there. */
  public Table<K, V> without(K key) {
    return new Table<>(entries.minus(key));
  }

  /** In the order of their keys. */
  public Collection<V> values() {
    return entries.values();
  }

  /** Those with the smallest keys, in order. */
  public List<V> first(int most) {
    List<V> first = new ArrayList<>();
    for (V value : entries.values()) {
      if (first.size() >= most) {
        break;
      }
      first.add(value);
    }
    return first;
  }

  /** The smallest key. */
  public Optional<K> firstKey() {
    return entries.isEmpty() ? Optional.empty() : Optional.of(entries.firstKey());
  }

  /** The largest key. */
  public Optional<K> lastKey() {
    return entries.isEmpty() ? Optional.empty() : Optional.of(entries.lastKey());
  }

  /** The part whose keys are larger. */
  public Table<K, V> after(K key) {
    return new Table<>(entries.tailMap(key, false));
  }

  /** The part whose keys are not smaller. */
  public Table<K, V> from(K key) {
    return new Table<>(entries.tailMap(key, true));
  }

  /** The part whose keys are not larger. */
  public Table<K, V> upTo(K key) {
    return new Table<>(entries.headMap(key, true));
  }

  /**
   * The keys under which this and another table have different values, in order. Values are
   * compared by identity: what was not written anew is the same object in both. Takes no time if
   * the tables are the same, and one walk through both if they are not.
   */
  public List<K> differences(Table<K, V> other) {
    List<K> keys = new ArrayList<>();
    if (isSame(entries, other.entries)) {
      return keys;
    }
    Iterator<Map.Entry<K, V>> ours = entries.entrySet().iterator();
    Iterator<Map.Entry<K, V>> others = other.entries.entrySet().iterator();
    Map.@Nullable Entry<K, V> our = next(ours);
    Map.@Nullable Entry<K, V> their = next(others);
    while (our != null || their != null) {
      int order = our == null ? 1 : their == null ? -1 : our.getKey().compareTo(their.getKey());
      if (our != null && order <= 0) {
        if (their == null || order < 0 || !isSame(our.getValue(), their.getValue())) {
          keys.add(our.getKey());
        }
        our = next(ours);
      } else if (their != null) {
        keys.add(their.getKey());
      }
      if (order >= 0) {
        their = next(others);
      }
    }
    return keys;
  }

  private static <T> @Nullable T next(Iterator<T> items) {
    return items.hasNext() ? items.next() : null;
  }

  @SuppressWarnings("ReferenceEquality") // The question is whether somebody wrote it anew.
  private static boolean isSame(@Nullable Object one, @Nullable Object other) {
    return one == other;
  }

  public int size() {
    return entries.size();
  }

  @Override
  public String toString() {
    return entries.toString();
  }
}
