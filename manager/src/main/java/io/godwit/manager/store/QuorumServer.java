package io.godwit.manager.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import javax.security.sasl.SaslException;
import org.apache.zookeeper.server.DatadirCleanupManager;
import org.apache.zookeeper.server.Request;
import org.apache.zookeeper.server.admin.AdminServer;
import org.apache.zookeeper.server.persistence.FileTxnSnapLog;
import org.apache.zookeeper.server.quorum.QuorumPeer;
import org.apache.zookeeper.server.quorum.QuorumPeerConfig;
import org.apache.zookeeper.server.quorum.QuorumPeerMain;
import org.apache.zookeeper.util.ServiceUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * ZooKeeper's server on a thread of its own, which writes nothing more once a write to its log has
 * failed.
 *
 * <p>ZooKeeper itself would elect again and go on behind the piece of a record that the failed
 * write left in the log. Whoever reads the log takes that piece for its end: all that was
 * acknowledged behind it would be gone at the next start. So the files have to be opened anew, by
 * another server, which reads up to the piece and begins another log.
 */
final class QuorumServer implements AutoCloseable {
  private static final Duration END_DEADLINE = Duration.ofSeconds(10);
  private static final Logger LOG = LoggerFactory.getLogger(QuorumServer.class);

  private final AtomicReference<IOException> failure = new AtomicReference<>();
  private final CompletableFuture<Boolean> started = new CompletableFuture<>();
  private final QuorumPeerConfig config;
  private final Main main = new Main();
  private final DatadirCleanupManager cleaning;
  private final Thread thread;

  /**
   * Starts one and returns once it serves.
   *
   * @param properties its file, next to which it writes who votes
   * @throws IOException if it does not come up
   */
  static QuorumServer start(Path properties, Duration patience)
      throws IOException, InterruptedException {
    QuorumPeerConfig config = new QuorumPeerConfig();
    try {
      config.parse(properties.toString());
    } catch (QuorumPeerConfig.ConfigException refused) {
      throw new IOException(refused.getMessage(), refused);
    }
    QuorumServer server = new QuorumServer(config);
    boolean serves = false;
    try {
      server.started.get(patience.toMillis(), TimeUnit.MILLISECONDS);
      serves = true;
      return server;
    } catch (ExecutionException broken) {
      Throwable cause = broken.getCause() == null ? broken : broken.getCause();
      throw new IOException(cause.getMessage(), cause);
    } catch (TimeoutException slow) {
      throw new IOException("it does not serve after " + patience.toSeconds() + " s", slow);
    } finally {
      if (!serves) {
        server.close();
      }
    }
  }

  private QuorumServer(QuorumPeerConfig config) {
    this.config = config;
    ServiceUtils.setSystemExitProcedure(ServiceUtils.LOG_ONLY); // It is not alone in here.
    this.cleaning =
        new DatadirCleanupManager(
            config.getDataDir(),
            config.getDataLogDir(),
            config.getSnapRetainCount(),
            config.getPurgeInterval());
    this.thread = Thread.ofPlatform().name("keeper").daemon().unstarted(this::run);
    cleaning.start();
    thread.start();
  }

  private void run() {
    try {
      main.runFromConfig(config);
      started.completeExceptionally(new IOException("it has ended"));
    } catch (IOException | AdminServer.AdminServerException | RuntimeException failed) {
      started.completeExceptionally(failed);
    }
  }

  /** Why it does not write any more. */
  Optional<IOException> failure() {
    return Optional.ofNullable(failure.get());
  }

  @Override
  public void close() {
    cleaning.shutdown();
    main.close();
    try {
      thread.join(END_DEADLINE);
    } catch (InterruptedException impatient) {
      Thread.currentThread().interrupt();
    }
  }

  private final class Main extends QuorumPeerMain {
    @Override
    protected QuorumPeer getQuorumPeer() throws SaslException {
      return new Server();
    }
  }

  private final class Server extends QuorumPeer {
    Server() throws SaslException {}

    @Override
    public void setTxnFactory(FileTxnSnapLog careless) {
      try {
        super.setTxnFactory(new LogFiles());
      } catch (IOException unusable) {
        throw new UncheckedIOException(unusable);
      }
    }

    @Override
    public synchronized void start() {
      super.start();
      started.complete(true);
    }
  }

  /** The files of one server. */
  private final class LogFiles extends FileTxnSnapLog {
    LogFiles() throws IOException {
      super(config.getDataLogDir(), config.getDataDir());
    }

    @Override
    public boolean append(Request request) throws IOException {
      check();
      try {
        return super.append(request);
      } catch (IOException failed) {
        throw remembered(failed);
      }
    }

    @Override
    public void commit() throws IOException {
      check();
      try {
        super.commit();
      } catch (IOException failed) {
        throw remembered(failed);
      }
    }

    private void check() throws IOException {
      IOException earlier = failure.get();
      if (earlier != null) {
        throw new IOException("an earlier write failed: " + earlier.getMessage(), earlier);
      }
    }

    private IOException remembered(IOException failed) {
      if (failure.compareAndSet(null, failed)) {
        LOG.error(
            "ZooKeeper could not write to {}: {}. It writes nothing more until it is started anew",
            config.getDataLogDir(),
            failed.getMessage());
      }
      return failed;
    }
  }
}
