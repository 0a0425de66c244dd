package io.godwit.manager.store;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Id;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A ZooKeeper server inside this process: alone, or one of the servers that the managers' processes
 * form together. Clients are this machine's only; others are reached through their managers.
 */
public final class EmbeddedZooKeeper implements AutoCloseable {
  /**
   * ZooKeeper's unit of time. A session lasts 4 to 40 of these, servers lose each other after
   * {@code SYNC_TICKS}.
   */
  static final Duration TICK = Duration.ofMillis(500);

  private static final int INITIAL_TICKS = 40;
  private static final int SYNC_TICKS = 4;

  /** Steps of up to 10,000 entities, and listings. The server's default is one mebibyte. */
  private static final int MAX_MESSAGE_BYTES = 16 * 1024 * 1024;

  /** A new log and a snapshot of a few thousand entities. */
  static final long ROOM = 16L * 1024 * 1024;

  /** How ZooKeeper's files begin that say what it was started with. */
  private static final String CONFIGURATION = "zookeeper.configuration";

  /** What we start it with. */
  private static final String DYNAMIC = "ensemble.dynamic";

  private static final String SUPER = "super";
  private static final String DIGEST = "SHA-256";
  private static final Duration START_DEADLINE = Duration.ofSeconds(60);
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedZooKeeper.class);

  /**
   * What it is started with.
   *
   * @param folder its files; one server at a time
   * @param self this server
   * @param peers the servers of the ensemble, as far as is known before the first start
   * @param secret what clients authenticate with
   * @param tls what servers know each other by; none for one that stays alone
   */
  public record Settings(
      Path folder, Peer self, List<Peer> peers, String secret, Optional<SSLContext> tls) {
    public Settings {
      peers = List.copyOf(peers);
    }

    @Override
    public String toString() {
      return "server " + self + " of " + peers;
    }
  }

  private final Settings settings;
  private final FolderLock lock;
  private final QuorumServer server;

  /**
   * Starts one and returns once it serves its clients' port; an ensemble may still lack a majority.
   *
   * @throws IOException if its folder is in use, or it does not come up
   */
  public static EmbeddedZooKeeper start(Settings settings)
      throws IOException, InterruptedException {
    FolderLock lock = FolderLock.take(settings.folder());
    boolean started = false;
    try {
      EmbeddedZooKeeper keeper = new EmbeddedZooKeeper(settings, lock);
      started = true;
      return keeper;
    } finally {
      if (!started) {
        lock.close();
      }
    }
  }

  private EmbeddedZooKeeper(Settings settings, FolderLock lock)
      throws IOException, InterruptedException {
    this.settings = settings;
    this.lock = lock;
    List<Peer> peers = peers();
    System.setProperty("jute.maxbuffer", Integer.toString(MAX_MESSAGE_BYTES));
    System.setProperty("zookeeper.4lw.commands.whitelist", "");
    System.setProperty("zookeeper.DigestAuthenticationProvider.digestAlg", DIGEST);
    System.setProperty(
        "zookeeper.DigestAuthenticationProvider.superDigest", digest(user(settings)));
    try {
      replace("myid", List.of(Integer.toString(settings.self().id())));
      replace(DYNAMIC, peers.stream().map(Peer::line).toList());
      removeOldConfigurations();
      server = QuorumServer.start(configuration(), START_DEADLINE);
    } catch (IOException | RuntimeException failure) {
      throw new IOException(
          "the embedded ZooKeeper did not start: "
              + failure.getMessage()
              + ". Look at its folder "
              + settings.folder()
              + " and the room on its disk",
          failure);
    }
    LOG.info("embedded ZooKeeper: server {} of {}", settings.self(), peers);
  }

  /** How this process reaches it. */
  public ZooKeeperSession.Access access(Duration session) {
    return access(settings, session);
  }

  static ZooKeeperSession.Access access(Settings settings, Duration session) {
    // Said outright: of whoever is its super user ZooKeeper would look for the scheme "super" each
    // time, find none, and write an error into its log.
    ACL ours = new ACL(ZooDefs.Perms.ALL, new Id("digest", digest(user(settings))));
    return new ZooKeeperSession.Access(
        "127.0.0.1:" + settings.self().clientPort(), session, user(settings), List.of(ours));
  }

  /** ZooKeeper's own method would read the properties, once, before they are set. */
  private static String digest(String user) {
    try {
      byte[] hash = MessageDigest.getInstance(DIGEST).digest(user.getBytes(StandardCharsets.UTF_8));
      return SUPER + ":" + Base64.getEncoder().encodeToString(hash);
    } catch (NoSuchAlgorithmException everyJavaHasIt) {
      throw new IllegalStateException(everyJavaHasIt);
    }
  }

  Peer self() {
    return settings.self();
  }

  private static String user(Settings settings) {
    return SUPER + ":" + settings.secret();
  }

  /** Writes down what it is started with. */
  private Path configuration() throws IOException {
    Properties properties = new Properties();
    properties.setProperty("dataDir", settings.folder().toString());
    properties.setProperty("dynamicConfigFile", settings.folder().resolve(DYNAMIC).toString());
    properties.setProperty("standaloneEnabled", "false");
    properties.setProperty("reconfigEnabled", "true");
    properties.setProperty("tickTime", Long.toString(TICK.toMillis()));
    properties.setProperty("initLimit", Integer.toString(INITIAL_TICKS));
    properties.setProperty("syncLimit", Integer.toString(SYNC_TICKS));
    properties.setProperty("minSessionTimeout", Long.toString(4 * TICK.toMillis()));
    properties.setProperty("maxSessionTimeout", Long.toString(40 * TICK.toMillis()));
    settings
        .tls()
        .ifPresent(context -> {
          QuorumTls.use(context);
          properties.setProperty("sslQuorum", "true");
          properties.setProperty("ssl.quorum.clientAuth", "need");
          properties.setProperty("ssl.quorum.context.supplier.class", QuorumTls.class.getName());
        });
    properties.setProperty("admin.enableServer", "false");
    properties.setProperty("autopurge.snapRetainCount", "3");
    properties.setProperty("autopurge.purgeInterval", "1");
    properties.setProperty("preAllocSize", "4096"); // KiB: new logs come up faster than with 64 MiB
    Path file = settings.folder().resolve(CONFIGURATION + ".properties");
    try (Writer out = Files.newBufferedWriter(file)) {
      properties.store(out, null);
    }
    return file;
  }

  /** Writes a file whole or not at all, or a full disk would leave an empty one. */
  private void replace(String name, List<String> lines) throws IOException {
    Path file = settings.folder().resolve(name);
    Path fresh = settings.folder().resolve(name + ".new");
    Files.write(fresh, lines);
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Whether the disk has the room that a start needs. */
  static boolean hasRoom(Path folder) throws IOException {
    return Files.getFileStore(folder).getUsableSpace() >= ROOM;
  }

  /** Why it does not write any more; only another one in its folder will. */
  Optional<IOException> failure() {
    return server.failure();
  }

  /** The servers as ZooKeeper wrote them down last: others may have come and gone since. */
  private List<Peer> peers() throws IOException {
    Path newest = settings.folder().resolve(DYNAMIC);
    try (Stream<Path> files = Files.list(settings.folder())) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString();
        boolean written = name.startsWith(CONFIGURATION) && name.contains(".dynamic.");
        if (written && version(file) > version(newest)) {
          newest = file;
        }
      }
    }
    if (!Files.exists(newest)) {
      return settings.peers();
    }
    List<Peer> peers = new ArrayList<>();
    for (String line : Files.readAllLines(newest)) {
      Peer.parse(line).ifPresent(peers::add);
    }
    if (peers.stream().noneMatch(peer -> peer.id() == settings.self().id())) {
      peers.add(settings.self());
    }
    return peers;
  }

  private static long version(Path dynamic) {
    String name = dynamic.getFileName().toString();
    if (name.equals(DYNAMIC)) {
      return 0;
    }
    return Long.parseUnsignedLong(name.substring(name.lastIndexOf('.') + 1), 16);
  }

  /** ZooKeeper writes one at each start and leaves it. */
  private void removeOldConfigurations() throws IOException {
    try (Stream<Path> files = Files.list(settings.folder())) {
      for (Path file : files.toList()) {
        if (file.getFileName().toString().startsWith(CONFIGURATION)) {
          Files.delete(file);
        }
      }
    }
  }

  @Override
  public void close() {
    try {
      server.close();
    } finally {
      try {
        lock.close();
      } catch (IOException unlikely) {
        LOG.warn("the lock of {} was not released", settings.folder(), unlikely);
      }
    }
  }
}
