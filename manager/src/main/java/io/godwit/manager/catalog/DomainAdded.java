package io.godwit.manager.catalog;

import tools.jackson.databind.node.ObjectNode;

/** What is said of hosts, before they had fault domains. */
final class DomainAdded {
  private DomainAdded() {}

  static ObjectNode to(ObjectNode earlier) {
    earlier.putNull("faultDomain");
    return earlier;
  }
}
