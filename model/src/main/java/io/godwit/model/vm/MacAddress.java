package io.godwit.model.vm;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A network card's address.
 *
 * @param value six lower-case hexadecimal pairs with colons, unicast, as {@code 52:54:00:12:34:56}
 */
public record MacAddress(String value) {
  private static final Pattern FORM = Pattern.compile("[0-9a-f]{2}(:[0-9a-f]{2}){5}");

  public MacAddress {
    value = value.toLowerCase(Locale.ROOT);
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException("a MAC address is six hexadecimal pairs with colons");
    }
    if ((Integer.parseInt(value.substring(0, 2), 16) & 1) != 0) {
      throw new IllegalArgumentException(
          value + " is a multicast address; a card needs a unicast one");
    }
  }

  /**
   * An address in QEMU's range 52:54:00, its last three bytes the lowest 24 bits of {@code tail}.
   */
  public static MacAddress ofTail(int tail) {
    return new MacAddress(
        String.format(
            Locale.ROOT,
            "52:54:00:%02x:%02x:%02x",
            (tail >> 16) & 0xff,
            (tail >> 8) & 0xff,
            tail & 0xff));
  }

  @Override
  public String toString() {
    return value;
  }
}
