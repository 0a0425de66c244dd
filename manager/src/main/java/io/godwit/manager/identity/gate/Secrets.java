package io.godwit.manager.identity.gate;

import io.godwit.model.identity.GrantId;
import io.godwit.model.identity.TokenId;
import java.math.BigInteger;
import java.util.random.RandomGenerator;

/** Draws ids and secrets. */
public final class Secrets {
  /** Digits of base 62 that 256 bits take. */
  static final int SECRET_LENGTH = 43;

  private static final int SECRET_BYTES = 32;
  private static final String BASE_62 =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

  /** Without letters that look alike, because people copy it from a screen. */
  private static final String READABLE = "abcdefghjkmnpqrstuvwxyz23456789";

  /** 24 of 31 letters: 118 bits. */
  private static final int ONE_TIME_GROUPS = 6;

  private final RandomGenerator random;

  /**
   * @param random a secure one
   */
  public Secrets(RandomGenerator random) {
    this.random = random;
  }

  TokenText token() {
    return new TokenText(new TokenId("t" + id()), base62());
  }

  GrantId grant() {
    return new GrantId("g" + id());
  }

  /** A password to be changed at the first login, as {@code k7qf-...}. */
  String oneTimePassword() {
    StringBuilder password = new StringBuilder();
    for (int i = 0; i < ONE_TIME_GROUPS * 4; i++) {
      if (i > 0 && i % 4 == 0) {
        password.append('-');
      }
      password.append(READABLE.charAt(random.nextInt(READABLE.length())));
    }
    return password.toString();
  }

  /** 60 bits: never drawn twice. */
  private String id() {
    return Long.toString(random.nextLong(1L << 60), Character.MAX_RADIX);
  }

  /** 256 bits in 43 letters and digits; good wherever something must not be guessed. */
  public String base62() {
    byte[] bytes = new byte[SECRET_BYTES];
    random.nextBytes(bytes);
    BigInteger left = new BigInteger(1, bytes);
    BigInteger base = BigInteger.valueOf(BASE_62.length());
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < SECRET_LENGTH; i++) {
      BigInteger[] parts = left.divideAndRemainder(base);
      text.append(BASE_62.charAt(parts[1].intValue()));
      left = parts[0];
    }
    return text.toString();
  }
}
