package io.godwit.model.vm;

import java.util.regex.Pattern;

/**
 * An address of the Internet, version 4.
 *
 * @param value four numbers of 0 to 255 with dots
 */
public record Ipv4Address(String value) {
  private static final String OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
  private static final Pattern FORM = Pattern.compile(OCTET + "(\\." + OCTET + "){3}");

  public Ipv4Address {
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "an IPv4 address is four numbers of 0 to 255 with dots, as 192.0.2.7");
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
