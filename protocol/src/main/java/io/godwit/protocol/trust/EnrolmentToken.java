package io.godwit.protocol.trust;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * Lets one host enrol once: {@code gwt1.SECRET.FINGERPRINT}. The fingerprint is the authority's, so
 * that the agent knows on its first call that it talks to the right manager.
 *
 * @param secret 32 characters of base32: 160 random bits
 */
public record EnrolmentToken(String secret, Fingerprint authority) {
  /** More than can ever be guessed. */
  public static final int SECRET_BYTES = 20;

  private static final String KIND = "gwt1";
  private static final String NEXT =
      "an enrolment token is 'gwt1.', 32 characters, a dot and 52 characters, as"
          + " 'godwit host add' prints it";

  public EnrolmentToken {
    secret = Base32.encode(Base32.decode(secret, SECRET_BYTES));
  }

  /** With these random bytes, {@link #SECRET_BYTES} of them. */
  public static EnrolmentToken of(byte[] random, Fingerprint authority) {
    return new EnrolmentToken(Base32.encode(random), authority);
  }

  /**
   * Reads {@link #text}.
   *
   * @throws IllegalArgumentException a sentence without the token in it
   */
  public static EnrolmentToken parse(String text) {
    String[] parts = text.strip().split("\\.", -1);
    if (parts.length != 3 || !parts[0].equals(KIND)) {
      throw new IllegalArgumentException(NEXT);
    }
    try {
      return new EnrolmentToken(parts[1], new Fingerprint(parts[2]));
    } catch (IllegalArgumentException wrong) {
      throw new IllegalArgumentException(NEXT, wrong);
    }
  }

  /** What people pass on. A secret. */
  public String text() {
    return KIND + "." + secret + "." + authority.value();
  }

  /** What may be kept of it: SHA-256 of the text, 64 hexadecimal digits. */
  public String digest() {
    return HexFormat.of().formatHex(Fingerprint.sha256(text().getBytes(StandardCharsets.US_ASCII)));
  }

  @Override
  public String toString() {
    return KIND + ".(secret)." + authority.value();
  }
}
