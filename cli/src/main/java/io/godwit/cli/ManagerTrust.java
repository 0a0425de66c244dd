package io.godwit.cli;

import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.protocol.trust.Fingerprint;
import io.godwit.protocol.trust.Identity;
import io.godwit.protocol.trust.PeerTrust;
import io.godwit.protocol.trust.Pem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.Optional;

/** Whom to believe, as people say it. */
final class ManagerTrust {
  private ManagerTrust() {}

  /**
   * For a fingerprint or a file; nothing for nothing.
   *
   * @throws GodwitException MANAGER_UNTRUSTED if it is neither
   */
  static Optional<PeerTrust> of(String authority) {
    InstantSource clock = InstantSource.system();
    return inFile(authority)
        .map(certificate -> PeerTrust.in(certificate, Identity.Role.MANAGER, clock))
        .or(() ->
            written(authority).map(known -> PeerTrust.in(known, Identity.Role.MANAGER, clock)));
  }

  /** The fingerprint itself, or that of the certificate in the file; nothing for nothing. */
  static Optional<Fingerprint> fingerprint(String authority) {
    return inFile(authority).map(Fingerprint::of).or(() -> written(authority));
  }

  private static Optional<X509Certificate> inFile(String authority) {
    try {
      Path file = Path.of(authority);
      return authority.isBlank() || !Files.exists(file)
          ? Optional.empty()
          : Optional.of(Pem.certificates(Files.readString(file)).getFirst());
    } catch (IOException | IllegalArgumentException unreadable) {
      throw neither(authority, unreadable);
    }
  }

  private static Optional<Fingerprint> written(String authority) {
    try {
      return authority.isBlank() ? Optional.empty() : Optional.of(Fingerprint.parse(authority));
    } catch (IllegalArgumentException malformed) {
      throw neither(authority, malformed);
    }
  }

  private static GodwitException neither(String authority, Exception why) {
    return new GodwitException(
        ErrorCode.MANAGER_UNTRUSTED,
        "'" + authority + "' is no authority: " + why.getMessage() + ".",
        "Give the fingerprint that the manager prints when it starts, or a copy of its ca.pem.");
  }
}
