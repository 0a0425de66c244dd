package io.godwit.agent.tunnel;

import io.godwit.model.migration.TransferKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The programs that make a tunnel, and the words that make them its ends. Pure, but for looking
 * whether they are there.
 *
 * @see <a href="https://www.stunnel.org/static/stunnel.html">stunnel's manual</a>
 * @see <a href="http://www.dest-unreach.org/socat/doc/socat.html">socat's manual</a>
 */
record Programs(Path stunnel, Path socat) {
  private static final Path STUNNEL = Path.of("/usr/bin/stunnel");
  private static final Path SOCAT = Path.of("/usr/bin/socat");

  private static final String IDENTITY = "godwit";

  /** Where distributions put them, if this host has both. */
  static Optional<Programs> find() {
    return Files.isExecutable(STUNNEL) && Files.isExecutable(SOCAT)
        ? Optional.of(new Programs(STUNNEL, SOCAT))
        : Optional.empty();
  }

  /** What holds the key. */
  static String secrets(TransferKey key) {
    return IDENTITY + ":" + key.hex() + "\n";
  }

  /** The end that copies come to: whoever has the key is let through to QEMU's socket. */
  static String server(Path secrets, String address, int port, Path qemu) {
    return common(secrets) + "accept = " + at(address, port) + "\nconnect = " + qemu + "\n";
  }

  /** The end that copies leave by. */
  static String client(Path secrets, Path accept, String address, int port) {
    return common(secrets)
        + "client = yes\naccept = "
        + accept
        + "\nconnect = "
        + at(address, port)
        + "\n";
  }

  /**
   * What QEMU talks to at the source. QEMU shuts a connection down both ways when it has written
   * everything; stunnel (5.68) would take that for the end of what there is to read, and throw away
   * what waits while the network is slow. Through this it sees one way end, and reads on.
   */
  List<String> relay(Path qemu, Path stunnel) {
    return List.of(
        socat.toString(),
        "-b65536",
        "-t3600", // the other way, in which nothing comes, ends later
        "UNIX-LISTEN:" + qemu + ",fork",
        "UNIX-CONNECT:" + stunnel);
  }

  private static String common(Path secrets) {
    return """
    foreground = yes
    pid =
    syslog = no
    debug = warning
    socket = l:TCP_NODELAY=1
    socket = r:TCP_NODELAY=1
    [copy]
    libwrap = no
    ciphers = PSK
    sslVersionMin = TLSv1.3
    PSKsecrets = %s
    """
        .formatted(secrets);
  }

  private static String at(String address, int port) {
    return address + ":" + port; // its last colon divides
  }
}
