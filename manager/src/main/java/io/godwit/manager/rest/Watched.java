package io.godwit.manager.rest;

import io.godwit.manager.identity.Sight;
import io.godwit.manager.inventory.DataCenter;
import io.godwit.model.identity.Privilege;
import java.util.Collection;
import java.util.Optional;

/**
 * A list that can be followed.
 *
 * @param <K> what its items are known by
 * @param <V> how they look
 */
interface Watched<K extends Comparable<K>, V> {
  /** Where pages of it can be asked for. */
  String path();

  /** What its readers need on an item to see it. */
  Privilege privilege();

  /** Everything that may be in the list, in the order in which it is told of. */
  Collection<K> keys(DataCenter state);

  /**
   * What may look different in two states. Found by what was written anew, not by looking at
   * everything: of 40,000 VMs a report of an agent touches one.
   */
  Collection<K> touched(DataCenter before, DataCenter after);

  /** Looks at the list in one state with one reader's eyes. */
  Glance<K, V> glance(DataCenter state, Sight sight);

  /** The list as one reader sees it at one moment. For one thread. */
  interface Glance<K, V> {
    /** How it looks; nothing if it is not there, not asked for or not to be seen. */
    Optional<V> view(K key);
  }
}
