package io.godwit.manager.identity;

import java.util.List;

/**
 * What a decision about identities comes to.
 *
 * @param changes what is to be recorded, in order; together or not at all
 * @param result what the caller gets once they are
 */
public record Ruling<T>(List<IdentityChange> changes, T result) {
  public Ruling {
    changes = List.copyOf(changes);
  }

  static <T> Ruling<T> of(IdentityChange change, T result) {
    return new Ruling<>(List.of(change), result);
  }

  /** Nothing changes. */
  static <T> Ruling<T> nothing(T result) {
    return new Ruling<>(List.of(), result);
  }
}
