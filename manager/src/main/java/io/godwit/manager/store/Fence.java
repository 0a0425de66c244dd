package io.godwit.manager.store;

import io.godwit.protocol.json.Json;
import tools.jackson.core.JacksonException;

/**
 * What the commit node says. Each step rewrites it at the version it was read or written last, so
 * that of two managers that both believe to lead only the later one can write.
 *
 * @param term counts leaderships, from 1; told to agents, which refuse lower ones
 * @param leader the manager that leads in this term
 * @param step counts steps of all terms
 */
record Fence(long term, String leader, long step) {
  static final Fence NONE = new Fence(0, "", 0);

  /** Whether a commit node is of a term of that manager. */
  static boolean isOf(byte[] bytes, String name) {
    try {
      return Json.LENIENT.readValue(bytes, Fence.class).leader().equals(name);
    } catch (JacksonException malformed) {
      return false;
    }
  }

  Fence next(String name) {
    return new Fence(term + 1, name, step + 1);
  }

  Fence following() {
    return new Fence(term, leader, step + 1);
  }
}
