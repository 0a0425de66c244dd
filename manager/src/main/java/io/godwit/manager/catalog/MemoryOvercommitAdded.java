package io.godwit.manager.catalog;

import io.godwit.model.catalog.Cluster;
import tools.jackson.databind.node.ObjectNode;

/** Clusters, before they said how often a host's memory is promised. */
final class MemoryOvercommitAdded {
  private MemoryOvercommitAdded() {}

  static ObjectNode to(ObjectNode earlier) {
    earlier.put("memoryOvercommit", Cluster.MEMORY_OVERCOMMIT);
    return earlier;
  }
}
