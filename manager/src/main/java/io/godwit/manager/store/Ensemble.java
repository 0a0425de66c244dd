package io.godwit.manager.store;

import io.godwit.manager.config.ManagerConfig;
import io.godwit.protocol.trust.SecretFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ZooKeeper that a manager works with: a server of its own, alone or among those of the other
 * managers, or an ensemble that someone else runs.
 */
public final class Ensemble implements Candidacy.Keepers, AutoCloseable {
  /** A server that has just been started looks for the others and elects. */
  private static final Duration CONNECT_DEADLINE = Duration.ofSeconds(20);

  private static final int SECRET_BYTES = 32;
  private static final String SECRET = "keeper.secret";
  private static final String FOLDER = "keeper";
  private static final Logger LOG = LoggerFactory.getLogger(Ensemble.class);

  private final ZooKeeperSession.Access access;
  private final String secret;
  private final @Nullable OwnServer server;

  private Ensemble(ZooKeeperSession.Access access, String secret, @Nullable OwnServer server) {
    this.access = access;
    this.secret = secret;
    this.server = server;
  }

  /** Where in a manager's folder its server has its files. */
  static Path folder(Path data) {
    return data.resolve(FOLDER);
  }

  /**
   * Starts the server, if it is ours.
   *
   * @param session how long sessions outlive their last contact
   * @param tls what the managers' servers know each other by
   * @throws IOException if the folder is in use, or the server does not come up
   */
  public static Ensemble open(ManagerConfig config, Duration session, SSLContext tls)
      throws IOException, InterruptedException {
    SecretFile.folder(config.data());
    String secret = secret(config.data().resolve(SECRET));
    Optional<String> external = config.zookeeper();
    if (external.isPresent()) {
      return new Ensemble(
          new ZooKeeperSession.Access(external.get(), session, "godwit:" + secret), secret, null);
    }
    Path folder = folder(config.data());
    Files.createDirectories(folder);
    Enlistment enlistment =
        Enlistment.isIn(folder)
            ? Enlistment.read(folder)
            : Enlistment.founder(config.peer().host(), config.peer().port());
    OwnServer server =
        OwnServer.start(
            new EmbeddedZooKeeper.Settings(
                folder, enlistment.self(), enlistment.peers(), secret, Optional.of(tls)));
    return new Ensemble(server.access(session), secret, server);
  }

  /**
   * Makes a folder in which nothing is kept yet the folder of a manager that takes part with
   * others.
   *
   * @throws IOException if it belongs to a manager already, or cannot be written
   */
  public static void enlist(Path data, Enlistment enlistment, String secret) throws IOException {
    Path folder = folder(data);
    Path version = folder.resolve("version-2"); // ZooKeeper's own, from its first start on
    if (Files.exists(version) || Enlistment.isIn(folder)) {
      throw new IOException(
          "the folder "
              + data
              + " is that of a manager already. Start it, or give the new manager an empty folder");
    }
    Files.createDirectories(folder);
    SecretFile.write(data.resolve(SECRET), secret);
    enlistment.write(folder);
  }

  /** Whether the managers themselves form it. */
  public boolean isOurs() {
    return server != null;
  }

  /** What managers that join have to know. */
  public String secret() {
    return secret;
  }

  /**
   * The servers that vote, as the ensemble knows them.
   *
   * @throws IOException if it cannot be asked, or is someone else's
   */
  public List<Peer> voters() throws IOException, InterruptedException {
    try (ZooKeeperSession session = ZooKeeperSession.open(access, CONNECT_DEADLINE)) {
      return session.voters();
    }
  }

  /**
   * Names of the managers that have a session.
   *
   * @throws IOException if it cannot be asked
   */
  public Set<String> running() throws IOException, InterruptedException {
    try (ZooKeeperSession session = ZooKeeperSession.open(access, CONNECT_DEADLINE)) {
      return Set.copyOf(session.children(Layout.MANAGERS));
    }
  }

  /** Takes a server's vote away, if it has one. */
  public void expel(int id) throws IOException, InterruptedException {
    try (ZooKeeperSession session = ZooKeeperSession.open(access, CONNECT_DEADLINE)) {
      if (session.voters().stream().anyMatch(peer -> peer.id() == id)) {
        session.reconfigure(null, Integer.toString(id));
      }
    }
  }

  @Override
  public Keeper connect() throws IOException, InterruptedException {
    if (server != null) {
      server.revive();
    }
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
    if (server != null) {
      vote(session, server.self());
    }
    return session;
  }

  /** A server that has joined takes part in votes from its first session on. */
  private static void vote(ZooKeeperSession session, Peer self) throws InterruptedException {
    try {
      if (session.voters().stream().noneMatch(peer -> peer.id() == self.id())) {
        session.reconfigure(self.line(), null);
        LOG.info("server {} votes", self);
      }
    } catch (IOException notYet) {
      LOG.warn("server {} does not vote yet: {}", self, notYet.getMessage());
    }
  }

  /** A secret of this data center, made at the first start. */
  private static String secret(Path file) throws IOException {
    if (!Files.exists(file)) {
      byte[] random = new byte[SECRET_BYTES];
      new SecureRandom().nextBytes(random);
      SecretFile.write(file, HexFormat.of().formatHex(random));
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
