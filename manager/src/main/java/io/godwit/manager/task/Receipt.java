package io.godwit.manager.task;

import java.time.Instant;

/**
 * What a call under an idempotency key has led to.
 *
 * @param id whose key it is and which, see {@link Idempotency}
 * @param fingerprint of what was asked
 * @param to what kind of thing it led to
 * @param led the thing's id
 * @param at when
 */
public record Receipt(String id, String fingerprint, Kind to, String led, Instant at) {
  /** What a call leads to. */
  public enum Kind {
    TASK,
    MIGRATION,
    /** Something people made, by kind and id. */
    OBJECT
  }
}
