package io.godwit.manager.identity;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * What is kept of a secret that was drawn at random. One round of SHA-256 is enough for 256 random
 * bits: there is nothing to guess.
 *
 * @param sha256 64 hexadecimal digits; never shown by {@link #toString}
 */
public record SecretDigest(String sha256) {
  private static final Pattern FORM = Pattern.compile("[0-9a-f]{64}");

  public SecretDigest {
    if (!FORM.matcher(sha256).matches()) {
      throw new IllegalArgumentException("a digest has 64 hexadecimal digits");
    }
  }

  public static SecretDigest of(String secret) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
      return new SecretDigest(HexFormat.of().formatHex(digest));
    } catch (NoSuchAlgorithmException everyJavaHasIt) {
      throw new IllegalStateException(everyJavaHasIt);
    }
  }

  /** Compares in a time that does not tell where they differ. */
  public boolean isOf(String secret) {
    return MessageDigest.isEqual(
        sha256.getBytes(StandardCharsets.US_ASCII),
        of(secret).sha256().getBytes(StandardCharsets.US_ASCII));
  }

  @Override
  public String toString() {
    return "SecretDigest[hidden]";
  }
}
