package io.godwit.model.identity;

import java.util.List;

/**
 * An object and everything it lies in. An object may lie in several that do not lie in each other:
 * a VM in its folders, its pools and its cluster. A right on any of them is a right on it.
 *
 * @param at the object
 * @param above what it lies in beside what its own path says; objects of one place share the list
 */
public record Lineage(ObjectPath at, List<ObjectPath> above) {
  public Lineage {
    above = List.copyOf(above);
  }

  /** An object that lies only where its path says. */
  public static Lineage of(ObjectPath at) {
    return new Lineage(at, List.of());
  }

  /** Whether the object is {@code subtree} or lies in it, by whichever way. */
  public boolean liesIn(ObjectPath subtree) {
    return subtree.covers(at) || liesIn(above, subtree);
  }

  /** Whether one of these objects is {@code subtree} or lies in it. */
  public static boolean liesIn(List<ObjectPath> objects, ObjectPath subtree) {
    for (ObjectPath object : objects) {
      if (subtree.covers(object)) {
        return true;
      }
    }
    return false;
  }
}
