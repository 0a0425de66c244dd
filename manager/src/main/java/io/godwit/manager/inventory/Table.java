package io.godwit.manager.inventory;

import java.util.AbstractCollection;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An immutable sorted map. A change shares all but the path to its entry with the map before it:
 * 40,000 VMs cost sixteen new nodes, not a copy. An AVL tree, because its balance is a function of
 * the heights alone and needs neither chance nor colours.
 */
public final class Table<K extends Comparable<K>, V> {
  /** An entry and what is left and right of it, whose heights differ by one at most. */
  private static final class Node<K, V> {
    final K key;
    final V value;
    final @Nullable Node<K, V> left;
    final @Nullable Node<K, V> right;
    final int height;
    final int size;

    Node(K key, V value, @Nullable Node<K, V> left, @Nullable Node<K, V> right) {
      this.key = key;
      this.value = value;
      this.left = left;
      this.right = right;
      this.height = 1 + Math.max(height(left), height(right));
      this.size = 1 + size(left) + size(right);
    }
  }

  private final @Nullable Node<K, V> root;

  private Table(@Nullable Node<K, V> root) {
    this.root = root;
  }

  public static <K extends Comparable<K>, V> Table<K, V> empty() {
    return new Table<>(null);
  }

  public Optional<V> get(K key) {
    Node<K, V> node = root;
    while (node != null) {
      int order = key.compareTo(node.key);
      if (order == 0) {
        return Optional.of(node.value);
      }
      node = order < 0 ? node.left : node.right;
    }
    return Optional.empty();
  }

  public boolean has(K key) {
    return get(key).isPresent();
  }

  public Table<K, V> with(K key, V value) {
    return new Table<>(with(root, key, value));
  }

  public Table<K, V> without(K key) {
    return root == null || !has(key) ? this : new Table<>(without(root, key));
  }

  /** In order of key. */
  public Collection<V> values() {
    return new AbstractCollection<>() {
      @Override
      public Iterator<V> iterator() {
        return new InOrder<>(root);
      }

      @Override
      public int size() {
        return Table.size(root);
      }
    };
  }

  public int size() {
    return size(root);
  }

  /** Levels of the tree, for the test of its balance. */
  int height() {
    return height(root);
  }

  @Override
  public boolean equals(Object other) {
    if (!(other instanceof Table<?, ?> table) || table.size() != size()) {
      return false;
    }
    Walk<K, V> mine = new Walk<>(root);
    Walk<?, ?> others = new Walk<>(table.root);
    while (mine.hasNext()) {
      Node<K, V> one = mine.next();
      Node<?, ?> two = others.next();
      if (!one.key.equals(two.key) || !one.value.equals(two.value)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public int hashCode() {
    int sum = 0;
    Walk<K, V> walk = new Walk<>(root);
    while (walk.hasNext()) {
      Node<K, V> node = walk.next();
      sum += node.key.hashCode() ^ node.value.hashCode();
    }
    return sum;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("{");
    Walk<K, V> walk = new Walk<>(root);
    while (walk.hasNext()) {
      Node<K, V> node = walk.next();
      text.append(text.length() > 1 ? ", " : "").append(node.key).append('=').append(node.value);
    }
    return text.append('}').toString();
  }

  private static int height(@Nullable Node<?, ?> node) {
    return node == null ? 0 : node.height;
  }

  private static int size(@Nullable Node<?, ?> node) {
    return node == null ? 0 : node.size;
  }

  private static <K extends Comparable<K>, V> Node<K, V> with(
      @Nullable Node<K, V> node, K key, V value) {
    if (node == null) {
      return new Node<>(key, value, null, null);
    }
    int order = key.compareTo(node.key);
    if (order == 0) {
      return new Node<>(key, value, node.left, node.right);
    }
    return order < 0
        ? balanced(node, with(node.left, key, value), node.right)
        : balanced(node, node.left, with(node.right, key, value));
  }

  private static <K extends Comparable<K>, V> @Nullable Node<K, V> without(
      @Nullable Node<K, V> node, K key) {
    if (node == null) {
      return null;
    }
    int order = key.compareTo(node.key);
    if (order < 0) {
      return balanced(node, without(node.left, key), node.right);
    }
    if (order > 0) {
      return balanced(node, node.left, without(node.right, key));
    }
    if (node.left == null || node.right == null) {
      return node.left == null ? node.right : node.left;
    }
    Node<K, V> next = node.right;
    while (next.left != null) {
      next = next.left;
    }
    return balanced(next, node.left, without(node.right, next.key));
  }

  /** The entry of {@code at} over two trees whose heights differ by two at most. */
  private static <K, V> Node<K, V> balanced(
      Node<K, V> at, @Nullable Node<K, V> left, @Nullable Node<K, V> right) {
    if (left != null && left.height > height(right) + 1) {
      Node<K, V> inner = left.right;
      if (inner != null && inner.height > height(left.left)) {
        return over(inner, over(left, left.left, inner.left), over(at, inner.right, right));
      }
      return over(left, left.left, over(at, inner, right));
    }
    if (right != null && right.height > height(left) + 1) {
      Node<K, V> inner = right.left;
      if (inner != null && inner.height > height(right.right)) {
        return over(inner, over(at, left, inner.left), over(right, inner.right, right.right));
      }
      return over(right, over(at, left, inner), right.right);
    }
    return over(at, left, right);
  }

  private static <K, V> Node<K, V> over(
      Node<K, V> at, @Nullable Node<K, V> left, @Nullable Node<K, V> right) {
    return new Node<>(at.key, at.value, left, right);
  }

  /** The nodes in order of key; the stack holds those whose right side is still to come. */
  private static final class Walk<K, V> {
    private final Deque<Node<K, V>> open = new ArrayDeque<>();

    Walk(@Nullable Node<K, V> root) {
      descend(root);
    }

    boolean hasNext() {
      return !open.isEmpty();
    }

    Node<K, V> next() {
      Node<K, V> node = open.poll();
      if (node == null) {
        throw new NoSuchElementException();
      }
      descend(node.right);
      return node;
    }

    private void descend(@Nullable Node<K, V> from) {
      for (Node<K, V> node = from; node != null; node = node.left) {
        open.push(node);
      }
    }
  }

  /** The values alone. */
  private static final class InOrder<K, V> implements Iterator<V> {
    private final Walk<K, V> walk;

    InOrder(@Nullable Node<K, V> root) {
      this.walk = new Walk<>(root);
    }

    @Override
    public boolean hasNext() {
      return walk.hasNext();
    }

    @Override
    public V next() {
      return walk.next().value;
    }
  }
}
