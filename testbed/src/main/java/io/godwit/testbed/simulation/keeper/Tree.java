package io.godwit.testbed.simulation.keeper;

import io.godwit.manager.store.Keeper;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;
import org.pcollections.TreePSet;

/** The nodes at one moment. Immutable. */
record Tree(PMap<String, Leaf> leaves) {
  static final Tree EMPTY = new Tree(HashTreePMap.<String, Leaf>empty().plus("", Leaf.FOLDER));

  /**
   * A node.
   *
   * @param owner the session it ends with; 0 for none
   */
  record Leaf(Keeper.Node node, long owner, TreePSet<String> children) {
    static final Leaf FOLDER = new Leaf(new Keeper.Node(new byte[0], 0), 0, TreePSet.empty());

    int version() {
      return node.version();
    }

    Leaf with(TreePSet<String> others) {
      return new Leaf(node, owner, others);
    }
  }

  Optional<Keeper.Node> node(String path) {
    Leaf leaf = leaves.get(path);
    return Optional.ofNullable(leaf).map(Leaf::node);
  }

  List<String> children(String path) {
    Leaf leaf = leaves.get(path);
    return leaf == null ? List.of() : List.copyOf(leaf.children());
  }

  /** Whether a node is the same one at the same version. */
  boolean agrees(Tree other, String path) {
    Leaf mine = leaves.get(path);
    Leaf theirs = other.leaves.get(path);
    if (mine == null || theirs == null) {
      return mine == null && theirs == null;
    }
    return mine.version() == theirs.version() && mine.owner() == theirs.owner();
  }

  /** After all of the changes, or nothing if one of them cannot be. */
  @Nullable Tree after(List<Keeper.Change> changes, long session) {
    Tree tree = this;
    for (Keeper.Change change : changes) {
      Tree next = tree.after(change, session);
      if (next == null) {
        return null;
      }
      tree = next;
    }
    return tree;
  }

  private @Nullable Tree after(Keeper.Change change, long session) {
    Leaf there = leaves.get(change.path());
    return switch (change) {
      case Keeper.Create create -> {
        String parent = parent(create.path());
        Leaf folder = leaves.get(parent);
        if (there != null || folder == null || folder.owner() != 0) {
          yield null;
        }
        long owner = create.life() == Keeper.Life.SESSION ? session : 0;
        Leaf made = new Leaf(new Keeper.Node(create.bytes(), 0), owner, TreePSet.empty());
        yield new Tree(
            leaves
                .plus(parent, folder.with(folder.children().plus(name(create.path()))))
                .plus(create.path(), made));
      }
      case Keeper.Set set -> {
        if (there == null || (set.version() != Keeper.ANY && set.version() != there.version())) {
          yield null;
        }
        Leaf changed =
            new Leaf(
                new Keeper.Node(set.bytes(), there.version() + 1), there.owner(), there.children());
        yield new Tree(leaves.plus(set.path(), changed));
      }
      case Keeper.Delete delete ->
          there == null || !there.children().isEmpty() ? null : without(delete.path());
    };
  }

  /** Without the nodes of a session. */
  Tree ended(long session) {
    Tree tree = this;
    for (Map.Entry<String, Leaf> each : leaves.entrySet()) {
      if (each.getValue().owner() == session) {
        tree = tree.without(each.getKey());
      }
    }
    return tree;
  }

  private Tree without(String path) {
    String parent = parent(path);
    Leaf folder = leaves.get(parent);
    PMap<String, Leaf> rest = leaves.minus(path);
    return new Tree(
        folder == null
            ? rest
            : rest.plus(parent, folder.with(folder.children().minus(name(path)))));
  }

  private static String parent(String path) {
    return path.substring(0, path.lastIndexOf('/'));
  }

  private static String name(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
