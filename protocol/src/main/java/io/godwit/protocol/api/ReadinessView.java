package io.godwit.protocol.api;

import java.util.List;

/**
 * Whether a manager can be asked.
 *
 * @param ready all of its parts are
 */
public record ReadinessView(boolean ready, List<PartView> parts) {
  public ReadinessView {
    parts = List.copyOf(parts);
  }

  /** One part. */
  public record PartView(String name, boolean ready, String detail) {}
}
