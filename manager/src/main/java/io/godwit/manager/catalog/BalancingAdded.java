package io.godwit.manager.catalog;

import io.godwit.model.catalog.Balancing;
import tools.jackson.databind.node.ObjectNode;

/** Clusters, before they said anything of balancing. */
final class BalancingAdded {
  private BalancingAdded() {}

  static ObjectNode to(ObjectNode earlier) {
    earlier
        .putObject("balancing")
        .put("mode", Balancing.DEFAULT.mode().name())
        .put("threshold", Balancing.DEFAULT.threshold());
    return earlier;
  }
}
