package io.godwit.manager.catalog;

import tools.jackson.databind.node.ObjectNode;

/** What is said of VMs, before it said who moves them, and when nobody does. */
final class QuietAdded {
  private QuietAdded() {}

  static ObjectNode to(ObjectNode earlier) {
    earlier.putNull("automation").putArray("quiet");
    return earlier;
  }
}
