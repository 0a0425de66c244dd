package io.godwit.manager.catalog;

import io.godwit.model.catalog.Share;
import tools.jackson.databind.node.ObjectNode;

/** What is said of VMs, before it said what they have of their hosts. */
final class ResourcesAdded {
  private ResourcesAdded() {}

  static ObjectNode to(ObjectNode earlier) {
    ObjectNode resources = earlier.putObject("resources");
    usual(resources.putObject("cpu"));
    usual(resources.putObject("memory"));
    return earlier;
  }

  private static void usual(ObjectNode share) {
    share.put("reservation", 0).putNull("limit").put("weight", Share.NORMAL);
  }
}
