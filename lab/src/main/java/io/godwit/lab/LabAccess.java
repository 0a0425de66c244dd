package io.godwit.lab;

import io.godwit.protocol.api.TokenCreate;
import io.godwit.protocol.client.ApiClient;
import io.godwit.protocol.client.Credentials;
import io.godwit.protocol.trust.PeerTrust;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * How the lab and whoever looks around in it come into its manager: the manager is given the first
 * administrator's password in a file, and a token is made with it for everything else.
 */
final class LabAccess {
  /** The name in the manager's folder that the launcher of the command reads, too. */
  static final String TOKEN_FILE = "token";

  private static final String ADMIN = "admin";

  /** Longer than anyone keeps a lab. */
  private static final Duration LIFETIME = Duration.ofDays(90);

  private static final int PASSWORD_BYTES = 16;
  private static final FileAttribute<?> OURS_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private final Path folder;
  private final String password;

  private LabAccess(Path folder, String password) {
    this.folder = folder;
    this.password = password;
  }

  /** Draws a password and writes it down. */
  static LabAccess create(Path folder) throws IOException {
    byte[] bytes = new byte[PASSWORD_BYTES];
    new SecureRandom().nextBytes(bytes);
    LabAccess access = new LabAccess(folder, HexFormat.of().formatHex(bytes));
    Files.createDirectories(folder);
    write(access.passwordFile(), access.password);
    return access;
  }

  Path passwordFile() {
    return folder.resolve("password");
  }

  /** Makes a token and writes it down; the manager serves already. */
  Credentials logIn(URI manager, Optional<PeerTrust> trust) throws IOException {
    try (ApiClient client =
        new ApiClient(List.of(manager), trust, new Credentials.Password(ADMIN, password))) {
      TokenCreate wish = new TokenCreate("the lab", null, null, LIFETIME.toSeconds());
      String token = client.identities().createToken(ADMIN, wish).secret();
      write(folder.resolve(TOKEN_FILE), token);
      return new Credentials.Token(token);
    }
  }

  private static void write(Path file, String secret) throws IOException {
    Files.deleteIfExists(file);
    Files.createFile(file, OURS_ONLY);
    Files.writeString(file, secret + "\n");
  }
}
