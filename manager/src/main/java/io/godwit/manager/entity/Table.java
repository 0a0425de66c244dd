package io.godwit.manager.entity;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
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

  /** The part whose keys are larger. */
  public Table<K, V> after(K key) {
    return new Table<>(entries.tailMap(key, false));
  }

  /** The part whose keys are not larger. */
  public Table<K, V> upTo(K key) {
    return new Table<>(entries.headMap(key, true));
  }

  public int size() {
    return entries.size();
  }

  @Override
  public String toString() {
    return entries.toString();
  }
}
