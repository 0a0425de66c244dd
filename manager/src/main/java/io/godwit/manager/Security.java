package io.godwit.manager;

import io.godwit.manager.authority.Authority;
import io.godwit.manager.authority.TlsMaterial;
import io.godwit.manager.config.ManagerConfig;
import io.godwit.protocol.trust.Identity;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;

/** How a manager is known and knows others, for as long as its process lives. */
record Security(Authority authority, TlsMaterial tls) implements AutoCloseable {
  /**
   * What lies in the manager's folder; made on the first start.
   *
   * @throws IOException if it is damaged or cannot be made
   */
  static Security open(ManagerConfig config, InstantSource clock) throws IOException {
    Path folder = folder(config);
    Authority authority = Authority.open(folder, clock, new SecureRandom());
    return new Security(
        authority,
        TlsMaterial.open(
            authority, folder, Identity.manager(config.name()), config.reachableAs(), clock));
  }

  /** Where it lies; a manager that joins others has their authority's copy there first. */
  static Path folder(ManagerConfig config) {
    return config.data().resolve("authority");
  }

  @Override
  public void close() {
    tls.close();
  }
}
