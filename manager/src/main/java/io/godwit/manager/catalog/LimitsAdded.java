package io.godwit.manager.catalog;

import tools.jackson.databind.node.ObjectNode;

/** Clusters and what is said of VMs, before they said anything of migrations' limits. */
final class LimitsAdded {
  private LimitsAdded() {}

  static ObjectNode to(ObjectNode earlier) {
    earlier.putObject("migration");
    return earlier;
  }
}
