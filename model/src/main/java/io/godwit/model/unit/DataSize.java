package io.godwit.model.unit;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An amount of data.
 *
 * @param bytes the amount in bytes, 0 or more
 */
public record DataSize(long bytes) implements Comparable<DataSize> {
  public static final DataSize ZERO = new DataSize(0);

  private static final long KIB = 1024;
  private static final long MIB = KIB * KIB;
  private static final long GIB = MIB * KIB;
  private static final long TIB = GIB * KIB;
  private static final Pattern TEXT =
      Pattern.compile("(\\d{1,18})\\s*(B|KiB|MiB|GiB|TiB|K|M|G|T)?");

  public DataSize {
    if (bytes < 0) {
      throw new IllegalArgumentException("a data size is 0 or more, not " + bytes + " B");
    }
  }

  public static DataSize ofBytes(long bytes) {
    return new DataSize(bytes);
  }

  public static DataSize ofMebibytes(long mebibytes) {
    return new DataSize(Math.multiplyExact(mebibytes, MIB));
  }

  public static DataSize ofGibibytes(long gibibytes) {
    return new DataSize(Math.multiplyExact(gibibytes, GIB));
  }

  /**
   * Reads {@code 512MiB}, {@code 1 GiB}, {@code 4096}; {@code K M G T} mean the binary units.
   *
   * @throws IllegalArgumentException if the text is none of these
   */
  public static DataSize parse(String text) {
    Matcher matcher = TEXT.matcher(text.strip());
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a data size; write a whole number and B, KiB, MiB, GiB or TiB");
    }
    String unit = matcher.group(2) == null ? "B" : matcher.group(2);
    long factor =
        switch (unit.charAt(0)) {
          case 'K' -> KIB;
          case 'M' -> MIB;
          case 'G' -> GIB;
          case 'T' -> TIB;
          default -> 1;
        };
    try {
      return new DataSize(Math.multiplyExact(Long.parseLong(matcher.group(1)), factor));
    } catch (ArithmeticException tooLarge) {
      throw new IllegalArgumentException("'" + text + "' is larger than 8 EiB", tooLarge);
    }
  }

  /** Whole mebibytes, rounded down. */
  public long toMebibytes() {
    return bytes / MIB;
  }

  public DataSize plus(DataSize other) {
    return new DataSize(Math.addExact(bytes, other.bytes));
  }

  /** The difference, or zero where {@code other} is larger. */
  public DataSize minusOrZero(DataSize other) {
    return new DataSize(Math.max(0, bytes - other.bytes));
  }

  @Override
  public int compareTo(DataSize other) {
    return Long.compare(bytes, other.bytes);
  }

  /** For people: {@code 1.5 GiB}, {@code 495 MiB}, {@code 12 B}. */
  @Override
  public String toString() {
    if (bytes < KIB) {
      return bytes + " B";
    }
    if (bytes < MIB) {
      return scaled(KIB, "KiB");
    }
    if (bytes < GIB) {
      return scaled(MIB, "MiB");
    }
    return bytes < TIB ? scaled(GIB, "GiB") : scaled(TIB, "TiB");
  }

  private String scaled(long unit, String name) {
    boolean whole = bytes % unit == 0 || bytes / unit >= 100;
    return whole
        ? Math.round((double) bytes / unit) + " " + name
        : String.format(Locale.ROOT, "%.1f %s", (double) bytes / unit, name);
  }
}
