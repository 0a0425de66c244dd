package io.godwit.protocol.trust;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.regex.Pattern;

/**
 * SHA-256 of a public key as X.509 writes it (SubjectPublicKeyInfo, RFC 5280). Of the key and not
 * of the certificate, so that an authority may renew its certificate and stay who it is.
 *
 * @param value 52 characters of base32
 */
public record Fingerprint(String value) {
  private static final int BYTES = 32;
  private static final int GROUP = 4;
  private static final Pattern BETWEEN = Pattern.compile("[\\s-]");

  public Fingerprint {
    value = Base32.encode(Base32.decode(value, BYTES));
  }

  public static Fingerprint of(X509Certificate certificate) {
    return of(certificate.getPublicKey());
  }

  public static Fingerprint of(PublicKey key) {
    return new Fingerprint(Base32.encode(sha256(key.getEncoded())));
  }

  /**
   * Reads what {@link #toString} writes; case, dashes and blanks do not matter.
   *
   * @throws IllegalArgumentException a sentence, if it is none
   */
  public static Fingerprint parse(String text) {
    try {
      return new Fingerprint(BETWEEN.matcher(text).replaceAll(""));
    } catch (IllegalArgumentException wrong) {
      throw new IllegalArgumentException(
          "a fingerprint is 52 letters and digits in groups of four, and this one is not: "
              + wrong.getMessage(),
          wrong);
    }
  }

  static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException everyJavaHasIt) {
      throw new IllegalStateException(everyJavaHasIt);
    }
  }

  /** In groups of four, so that two people can compare it. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(value);
    for (int at = value.length() - GROUP; at > 0; at -= GROUP) {
      text.insert(at, '-');
    }
    return text.toString();
  }
}
