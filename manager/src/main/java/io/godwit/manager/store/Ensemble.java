package io.godwit.manager.store;

import io.godwit.manager.config.ManagerConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The ZooKeeper that a manager works with: a server of its own, alone or among those of the other
 * managers, or an ensemble that someone else runs.
 */
public final class Ensemble implements Candidacy.Keepers, AutoCloseable {
  /** A server that has just been started looks for the others and elects. */
  private static final Duration CONNECT_DEADLINE = Duration.ofSeconds(20);

  private static final int SECRET_BYTES = 32;

  private final ZooKeeperSession.Access access;
  private final @Nullable EmbeddedZooKeeper server;

  private Ensemble(ZooKeeperSession.Access access, @Nullable EmbeddedZooKeeper server) {
    this.access = access;
    this.server = server;
  }

  /**
   * Starts the server, if it is ours.
   *
   * @param session how long sessions outlive their last contact
   * @throws IOException if the folder is in use, or the server does not come up
   */
  public static Ensemble open(ManagerConfig config, Duration session)
      throws IOException, InterruptedException {
    Files.createDirectories(config.data());
    String secret = secret(config.data().resolve("keeper.secret"));
    Optional<String> external = config.zookeeper();
    if (external.isPresent()) {
      return new Ensemble(
          new ZooKeeperSession.Access(external.get(), session, "godwit:" + secret), null);
    }
    EmbeddedZooKeeper.Peer self =
        new EmbeddedZooKeeper.Peer(1, config.peer().host(), config.peer().port());
    EmbeddedZooKeeper server =
        EmbeddedZooKeeper.start(
            new EmbeddedZooKeeper.Settings(
                config.data().resolve("keeper"), self, List.of(self), secret));
    return new Ensemble(server.access(session), server);
  }

  @Override
  public Keeper connect() throws IOException, InterruptedException {
    ZooKeeperSession session = ZooKeeperSession.open(access, CONNECT_DEADLINE);
    if (session.length().compareTo(access.session()) < 0) {
      session.close();
      throw new IOException(
          "ZooKeeper at "
              + access
              + " grants sessions of "
              + session.length().toMillis()
              + " ms only; set its maxSessionTimeout to "
              + access.session().toMillis()
              + " or more");
    }
    return session;
  }

  /** A secret of this data center, made at the first start. */
  private static String secret(Path file) throws IOException {
    if (!Files.exists(file)) {
      byte[] random = new byte[SECRET_BYTES];
      new SecureRandom().nextBytes(random);
      Path fresh = file.resolveSibling(file.getFileName() + ".new");
      Files.deleteIfExists(fresh);
      Files.createFile(
          fresh,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(
          fresh,
          HexFormat.of().formatHex(random),
          StandardOpenOption.WRITE,
          StandardOpenOption.SYNC);
      Files.move(fresh, file);
    }
    return Files.readString(file, StandardCharsets.US_ASCII).strip();
  }

  @Override
  public void close() {
    if (server != null) {
      server.close();
    }
  }
}
