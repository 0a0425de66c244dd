package io.godwit.manager.health;

import java.util.List;

/** Asks the parts. Safe for all threads. */
public final class Health {
  private final List<Part> parts;

  public Health(List<Part> parts) {
    this.parts = List.copyOf(parts);
  }

  /** How each part is now, in the order they were given. */
  public List<Finding> check() {
    return parts.stream().map(Part::check).toList();
  }
}
