package io.godwit.protocol.client;

/**
 * What was read, and what an edit of it has to name.
 *
 * @param etag to be sent with the edit; {@code *} if the manager named none
 */
public record Versioned<T>(T value, String etag) {
  /** Whatever is there. */
  public static final String ANY = "*";
}
