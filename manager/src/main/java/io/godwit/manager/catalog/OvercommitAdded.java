package io.godwit.manager.catalog;

import io.godwit.model.catalog.Cluster;
import tools.jackson.databind.node.ObjectNode;

/** Clusters, before they said how many virtual processors a host takes. */
final class OvercommitAdded {
  private OvercommitAdded() {}

  static ObjectNode to(ObjectNode earlier) {
    earlier.put("cpuOvercommit", Cluster.CPU_OVERCOMMIT);
    return earlier;
  }
}
