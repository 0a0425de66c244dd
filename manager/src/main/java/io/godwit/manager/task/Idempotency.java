package io.godwit.manager.task;

import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A call that its caller may repeat without doing it twice.
 *
 * @param id of the caller and the key: two callers may choose the same key
 * @param fingerprint of everything that was asked
 */
public record Idempotency(String id, String fingerprint) {
  private static final Pattern KEY = Pattern.compile("[!-~]{1,128}");

  /**
   * Of a request.
   *
   * @param key as the caller gave it
   * @throws GodwitException REQUEST_MALFORMED if it is none
   */
  public static Idempotency of(String actor, String key, String method, String path, byte[] body) {
    if (!KEY.matcher(key).matches()) {
      throw new GodwitException(
          ErrorCode.REQUEST_MALFORMED,
          "The Idempotency-Key is not 1 to 128 visible ASCII characters.",
          "Send a random one, such as a UUID; nothing was changed.");
    }
    return new Idempotency(
        digest(List.of(bytes(actor), bytes(key))),
        digest(List.of(bytes(method), bytes(path), body)));
  }

  Receipt receipt(Receipt.Kind to, String led, Instant at) {
    return new Receipt(id, fingerprint, to, led, at);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Each part with its length, so that no two lists of parts give the same. */
  private static String digest(List<byte[]> parts) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (byte[] part : parts) {
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(part.length).flip());
        digest.update(part);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException everyJavaHasIt) {
      throw new IllegalStateException(everyJavaHasIt);
    }
  }
}
