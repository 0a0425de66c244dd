package io.godwit.manager.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.zookeeper.server.auth.DigestAuthenticationProvider;
import org.apache.zookeeper.server.embedded.ExitHandler;
import org.apache.zookeeper.server.embedded.ZooKeeperServerEmbedded;
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

  private static final Duration START_DEADLINE = Duration.ofSeconds(60);
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedZooKeeper.class);

  /**
   * One server of an ensemble.
   *
   * @param id 1 to 255, never used for another
   * @param host where the other servers reach it
   * @param port for the state; {@code port + 1} for elections; {@code port + 2}, on loopback, for
   *     its own manager
   */
  public record Peer(int id, String host, int port) {
    String line() {
      return host + ":" + port + ":" + (port + 1) + ":participant;127.0.0.1:" + (port + 2);
    }
  }

  /**
   * What it is started with.
   *
   * @param folder its files; one server at a time
   * @param self one of {@code peers}
   * @param peers every server of the ensemble as it is known at the start
   * @param secret what clients authenticate with
   */
  public record Settings(Path folder, Peer self, List<Peer> peers, String secret) {
    public Settings {
      peers = List.copyOf(peers);
    }

    @Override
    public String toString() {
      return "server " + self + " of " + peers;
    }
  }

  private final Settings settings;
  private final FileChannel lockFile;
  private final ZooKeeperServerEmbedded server;

  /**
   * Starts one and returns once it serves its clients' port; an ensemble may still lack a majority.
   *
   * @throws IOException if its folder is in use, or it does not come up
   */
  public static EmbeddedZooKeeper start(Settings settings)
      throws IOException, InterruptedException {
    Files.createDirectories(settings.folder());
    FileChannel lockFile = lock(settings.folder());
    boolean started = false;
    try {
      EmbeddedZooKeeper keeper = new EmbeddedZooKeeper(settings, lockFile);
      started = true;
      return keeper;
    } finally {
      if (!started) {
        lockFile.close();
      }
    }
  }

  private EmbeddedZooKeeper(Settings settings, FileChannel lockFile)
      throws IOException, InterruptedException {
    this.settings = settings;
    this.lockFile = lockFile;
    System.setProperty("jute.maxbuffer", Integer.toString(MAX_MESSAGE_BYTES));
    System.setProperty("zookeeper.4lw.commands.whitelist", "");
    Files.writeString(settings.folder().resolve("myid"), settings.self().id() + "\n");
    removeOldConfigurations();
    try {
      System.setProperty(
          "zookeeper.DigestAuthenticationProvider.superDigest",
          DigestAuthenticationProvider.generateDigest(user()));
      server =
          ZooKeeperServerEmbedded.builder()
              .baseDir(settings.folder())
              .configuration(configuration())
              .exitHandler(ExitHandler.LOG_ONLY)
              .build();
      server.start(START_DEADLINE.toMillis());
    } catch (InterruptedException ending) {
      throw ending;
    } catch (Exception failure) {
      throw new IOException(
          "the embedded ZooKeeper did not start: " + failure.getMessage(), failure);
    }
    LOG.info("embedded ZooKeeper: {}", settings);
  }

  /** How this process reaches it. */
  public ZooKeeperSession.Access access(Duration session) {
    return new ZooKeeperSession.Access(
        "127.0.0.1:" + (settings.self().port() + 2), session, user());
  }

  private String user() {
    return "super:" + settings.secret();
  }

  private Properties configuration() throws IOException {
    Path dynamic = settings.folder().resolve("ensemble.dynamic");
    StringBuilder lines = new StringBuilder();
    for (Peer peer : settings.peers()) {
      lines.append("server.").append(peer.id()).append('=').append(peer.line()).append('\n');
    }
    Files.writeString(dynamic, lines);
    Properties properties = new Properties();
    properties.setProperty("dataDir", settings.folder().toString());
    properties.setProperty("dynamicConfigFile", dynamic.toString());
    properties.setProperty("standaloneEnabled", "false");
    properties.setProperty("reconfigEnabled", "true");
    properties.setProperty("tickTime", Long.toString(TICK.toMillis()));
    properties.setProperty("initLimit", Integer.toString(INITIAL_TICKS));
    properties.setProperty("syncLimit", Integer.toString(SYNC_TICKS));
    properties.setProperty("minSessionTimeout", Long.toString(4 * TICK.toMillis()));
    properties.setProperty("maxSessionTimeout", Long.toString(40 * TICK.toMillis()));
    properties.setProperty("admin.enableServer", "false");
    properties.setProperty("autopurge.snapRetainCount", "3");
    properties.setProperty("autopurge.purgeInterval", "1");
    properties.setProperty("preAllocSize", "4096"); // KiB: new logs come up faster than with 64 MiB
    return properties;
  }

  /** ZooKeeper writes one at each start and leaves it. */
  private void removeOldConfigurations() throws IOException {
    try (Stream<Path> files = Files.list(settings.folder())) {
      for (Path file : files.toList()) {
        if (file.getFileName().toString().startsWith("zookeeper.configuration")) {
          Files.delete(file);
        }
      }
    }
  }

  private static FileChannel lock(Path folder) throws IOException {
    FileChannel file =
        FileChannel.open(
            folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      FileLock lock = file.tryLock();
      if (lock != null) {
        return file;
      }
    } catch (OverlappingFileLockException sameProcess) {
      LOG.debug("{} is locked by this process", folder);
    }
    file.close();
    throw new IOException(
        "the folder "
            + folder
            + " is in use by another manager. Two managers must not share one; stop the other, or"
            + " give this one a folder of its own");
  }

  @Override
  public void close() {
    try {
      server.close();
    } finally {
      try {
        lockFile.close();
      } catch (IOException unlikely) {
        LOG.warn("the lock of {} was not released", settings.folder(), unlikely);
      }
    }
  }
}
