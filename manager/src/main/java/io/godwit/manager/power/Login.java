package io.godwit.manager.power;

import io.godwit.model.error.GodwitException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How the controller of a host is reached.
 *
 * @param address {@code host} or {@code host:port}
 * @param passwordFile its first line is the password; on the manager's machine
 */
record Login(String address, String user, Path passwordFile) {
  /** An address of IPv6 stands in brackets. */
  private static final Pattern FORM =
      Pattern.compile("(\\[[0-9A-Fa-f:.]+]|[A-Za-z0-9][A-Za-z0-9.-]*)(?::(\\d{1,5}))?");

  /** ipmitool would take a name that begins so as an option. */
  Login {
    if (!FORM.matcher(address).matches()) {
      throw new IllegalArgumentException(
          "an address is a name or an IP address, with :port if need be, not '" + address + "'");
    }
    if (user.isBlank() || user.startsWith("-") || user.contains(":")) {
      throw new IllegalArgumentException(
          "a user has a name that does not begin with - and has no colon");
    }
  }

  private Matcher matched() {
    Matcher matcher = FORM.matcher(address);
    if (!matcher.matches()) {
      throw new IllegalStateException(address);
    }
    return matcher;
  }

  /** Without port and brackets. */
  String host() {
    return matched().group(1).replaceAll("[\\[\\]]", "");
  }

  OptionalInt port() {
    String port = matched().group(2);
    return port == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(port));
  }

  /**
   * Reads it.
   *
   * @param what is tried, as a part of a sentence
   * @throws GodwitException POWER_SWITCH_FAILED if it cannot be read
   */
  String password(String what) {
    try {
      return Files.readAllLines(passwordFile).stream()
          .findFirst()
          .filter(line -> !line.isEmpty())
          .orElseThrow(
              () -> PowerFailure.of(what, "the password file " + passwordFile + " is empty"));
    } catch (IOException unreadable) {
      throw PowerFailure.of(
          what, "the password file " + passwordFile + " cannot be read (" + unreadable + ")");
    }
  }
}
