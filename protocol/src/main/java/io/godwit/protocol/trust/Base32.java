package io.godwit.protocol.trust;

import java.util.Locale;

/**
 * RFC 4648 base32 in lower case without padding: no two characters look alike, and none needs to be
 * quoted in a shell or a URL.
 */
final class Base32 {
  private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";
  private static final int BITS = 5;

  private Base32() {}

  static String encode(byte[] bytes) {
    StringBuilder text = new StringBuilder((bytes.length * Byte.SIZE + BITS - 1) / BITS);
    int held = 0;
    int bits = 0;
    for (byte each : bytes) {
      held = (held << Byte.SIZE) | (each & 0xff);
      bits += Byte.SIZE;
      while (bits >= BITS) {
        bits -= BITS;
        text.append(ALPHABET.charAt((held >> bits) & 31));
      }
      held &= (1 << bits) - 1;
    }
    if (bits > 0) {
      text.append(ALPHABET.charAt((held << (BITS - bits)) & 31));
    }
    return text.toString();
  }

  /**
   * The bytes of exactly this many.
   *
   * @throws IllegalArgumentException if the text is of another length or has other characters, or
   *     bits that stand for nothing
   */
  static byte[] decode(String text, int length) {
    byte[] bytes = new byte[length];
    int held = 0;
    int bits = 0;
    int filled = 0;
    String lower = text.toLowerCase(Locale.ROOT);
    if (lower.length() != (length * Byte.SIZE + BITS - 1) / BITS) {
      throw new IllegalArgumentException("it has " + lower.length() + " characters");
    }
    for (int i = 0; i < lower.length(); i++) {
      int value = ALPHABET.indexOf(lower.charAt(i));
      if (value < 0) {
        throw new IllegalArgumentException("it has a character that is not of base32");
      }
      held = (held << BITS) | value;
      bits += BITS;
      if (bits >= Byte.SIZE) {
        bits -= Byte.SIZE;
        bytes[filled++] = (byte) (held >> bits);
        held &= (1 << bits) - 1;
      }
    }
    if (held != 0) {
      throw new IllegalArgumentException("its last character is wrong");
    }
    return bytes;
  }
}
