package io.godwit.manager.inventory;

import java.util.Collection;
import java.util.Collections;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * An immutable sorted map. A change copies it, which is cheap up to some thousand entries; the
 * class exists so that a tree which shares its branches can take its place without a change
 * elsewhere.
 */
public final class Table<K extends Comparable<K>, V> {
  private final NavigableMap<K, V> entries;

  private Table(NavigableMap<K, V> entries) {
    this.entries = entries;
  }

  public static <K extends Comparable<K>, V> Table<K, V> empty() {
    return new Table<K, V>(new TreeMap<K, V>());
  }

  public Optional<V> get(K key) {
    return Optional.ofNullable(entries.get(key));
  }

  public boolean has(K key) {
    return entries.containsKey(key);
  }

  public Table<K, V> with(K key, V value) {
    NavigableMap<K, V> copy = new TreeMap<K, V>(entries);
    copy.put(key, value);
    return new Table<>(copy);
  }

  public Table<K, V> without(K key) {
    if (!entries.containsKey(key)) {
      return this;
    }
    NavigableMap<K, V> copy = new TreeMap<K, V>(entries);
    copy.remove(key);
    return new Table<>(copy);
  }

  /** In order of key. */
  public Collection<V> values() {
    return Collections.unmodifiableCollection(entries.values());
  }

  public int size() {
    return entries.size();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Table<?, ?> table && entries.equals(table.entries);
  }

  @Override
  public int hashCode() {
    return entries.hashCode();
  }

  @Override
  public String toString() {
    return entries.toString();
  }
}
