package io.godwit.manager.identity.gate;

import org.jspecify.annotations.Nullable;

/**
 * A call before anyone knows who it comes from.
 *
 * @param authorization the header of that name
 * @param address where the connection comes from; not what a header says
 */
public record Caller(@Nullable String authorization, String address) {
  @Override
  public String toString() {
    return "Caller[" + address + "]";
  }
}
