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
    if (authority.isBlank()) {
      return Optional.empty();
    }
    InstantSource clock = InstantSource.system();
    try {
      Path file = Path.of(authority);
      return Optional.of(
          Files.exists(file)
              ? PeerTrust.in(
                  Pem.certificates(Files.readString(file)).getFirst(), Identity.Role.MANAGER, clock)
              : PeerTrust.in(Fingerprint.parse(authority), Identity.Role.MANAGER, clock));
    } catch (IOException | IllegalArgumentException neither) {
      throw new GodwitException(
          ErrorCode.MANAGER_UNTRUSTED,
          "'" + authority + "' is no authority: " + neither.getMessage() + ".",
          "Give the fingerprint that the manager prints when it starts, or a copy of its ca.pem.");
    }
  }
}
