package io.godwit.manager.identity;

import io.godwit.model.identity.Lineage;
import io.godwit.model.identity.ObjectPath;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * What lies in one of some subtrees and in a token's scope. Of 40,000 VMs a few hundred places are
 * asked for: what was found of a place is kept, by the list that its VMs share.
 */
final class Seen implements Sight {
  /** More subtrees than these are looked up and not tried one by one. */
  private static final int FEW = 8;

  private final Set<ObjectPath> subtrees;
  private final List<ObjectPath> few;
  private final ObjectPath scope;
  private final IdentityHashMap<List<ObjectPath>, Place> places = new IdentityHashMap<>();

  Seen(Set<ObjectPath> subtrees, ObjectPath scope) {
    this.subtrees = Set.copyOf(subtrees);
    this.few = subtrees.size() <= FEW ? List.copyOf(subtrees) : List.of();
    this.scope = scope;
  }

  /** What is true of everything in a place. */
  private record Place(boolean granted, boolean scoped) {}

  @Override
  public boolean test(Lineage lineage) {
    Place place = places.computeIfAbsent(lineage.above(), this::place);
    return (place.granted || isGranted(lineage.at()))
        && (place.scoped || scope.covers(lineage.at()));
  }

  private Place place(List<ObjectPath> above) {
    return new Place(above.stream().anyMatch(this::isGranted), Lineage.liesIn(above, scope));
  }

  private boolean isGranted(ObjectPath object) {
    if (subtrees.contains(ObjectPath.ROOT)) {
      return true;
    }
    if (subtrees.size() <= FEW) {
      for (ObjectPath subtree : few) {
        if (subtree.covers(object)) {
          return true;
        }
      }
      return false;
    }
    for (ObjectPath at = object; !at.isRoot(); at = at.parent()) {
      if (subtrees.contains(at)) {
        return true;
      }
    }
    return false;
  }
}
