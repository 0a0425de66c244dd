package io.godwit.model.migration;

import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * The secret that both ends of one migration share, or of one measurement of the way between them.
 * Sent over the agents' links only; never recorded, never logged.
 *
 * @param hex 256 bits as 64 lower-case hexadecimal digits
 */
public record TransferKey(String hex) {
  /** As many random bytes as make one. */
  public static final int BYTES = 32;

  private static final Pattern FORM = Pattern.compile("[0-9a-f]{64}");

  public TransferKey {
    if (!FORM.matcher(hex).matches()) {
      throw new IllegalArgumentException("a transfer key is 64 hexadecimal digits");
    }
  }

  /** The key of these bits. */
  public static TransferKey of(byte[] bits) {
    return new TransferKey(HexFormat.of().formatHex(bits));
  }

  /** The bits, for whoever has to show or compare them. */
  public byte[] bits() {
    return HexFormat.of().parseHex(hex);
  }

  /** Says nothing, so that no log and no message can. */
  @Override
  public String toString() {
    return "TransferKey[secret]";
  }
}
