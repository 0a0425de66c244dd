package io.godwit.manager.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.Watcher.Event.KeeperState;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.admin.ZooKeeperAdmin;
import org.apache.zookeeper.client.ZKClientConfig;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Stat;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A {@link Keeper} that is one ZooKeeper session. The client is ZooKeeper's own and not Curator:
 * Curator repeats what it has lost the answer to and replaces expired sessions, and both are
 * decisions that the fence has to take itself (ADR 0009).
 */
public final class ZooKeeperSession implements Keeper {
  /** Pipelined reads in flight: enough to keep the server busy, a few megabytes at most. */
  private static final int READS_IN_FLIGHT = 512;

  /** A write that takes longer is on a disk that is stuck. */
  private static final Duration REQUEST_DEADLINE = Duration.ofSeconds(15);

  private static final Duration RETRY = Duration.ofMillis(50);
  private static final int CLOSE_MILLIS = 2000;
  private static final Logger LOG = LoggerFactory.getLogger(ZooKeeperSession.class);

  private final ZooKeeperAdmin client;
  private final List<ACL> acl;

  private ZooKeeperSession(ZooKeeperAdmin client, List<ACL> acl) {
    this.client = client;
    this.acl = acl;
  }

  /**
   * Where ZooKeeper is and who we are there.
   *
   * @param connect {@code host:port[,host:port...][/path]}
   * @param session how long the session outlives its last contact; the server bounds it
   * @param user name and password in digest authentication, {@code name:password}
   * @param acl who may do what with what is made there
   */
  public record Access(String connect, Duration session, String user, List<ACL> acl) {
    public Access {
      acl = List.copyOf(acl);
    }

    /** What is made belongs to whom its server takes us for. */
    public Access(String connect, Duration session, String user) {
      this(connect, session, user, ZooDefs.Ids.CREATOR_ALL_ACL);
    }

    @Override
    public String toString() {
      return connect;
    }
  }

  /**
   * Opens a session and waits until it is connected.
   *
   * @throws IOException if that takes longer than {@code patience}
   */
  public static ZooKeeperSession open(Access access, Duration patience)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    do {
      Optional<ZooKeeperSession> session = attempt(access);
      if (session.isPresent()) {
        return session.get();
      }
      TimeUnit.NANOSECONDS.sleep(RETRY.toNanos());
    } while (System.nanoTime() < end);
    throw new IOException(
        "ZooKeeper at " + access + " did not answer within " + patience.toSeconds() + " s");
  }

  /**
   * One connection. A client that fails the first time waits up to a second before the next, which
   * is most of the time that a manager's own server takes to come up: a new client does not.
   */
  private static Optional<ZooKeeperSession> attempt(Access access)
      throws IOException, InterruptedException {
    CompletableFuture<Boolean> connected = new CompletableFuture<>();
    ZKClientConfig config = new ZKClientConfig();
    config.setProperty(
        ZKClientConfig.ZOOKEEPER_REQUEST_TIMEOUT, Long.toString(REQUEST_DEADLINE.toMillis()));
    ZooKeeperAdmin client =
        new ZooKeeperAdmin(
            access.connect(),
            Math.toIntExact(access.session().toMillis()),
            event -> connected.complete(event.getState() == KeeperState.SyncConnected),
            config);
    client.addAuthInfo("digest", access.user().getBytes(StandardCharsets.UTF_8));
    boolean open = false;
    try {
      open = connected.get(access.session().toMillis(), TimeUnit.MILLISECONDS);
      return open ? Optional.of(new ZooKeeperSession(client, access.acl())) : Optional.empty();
    } catch (TimeoutException | ExecutionException silent) {
      return Optional.empty();
    } finally {
      if (!open) {
        client.close(0);
      }
    }
  }

  /** How long the server lets the session outlive its last contact. */
  public Duration length() {
    return Duration.ofMillis(client.getSessionTimeout());
  }

  /** The servers that vote. */
  List<Peer> voters() throws KeeperFailure, InterruptedException {
    try {
      byte[] configuration = client.getConfig(false, new Stat());
      return new String(configuration, StandardCharsets.UTF_8)
          .lines()
          .flatMap(line -> Peer.parse(line).stream())
          .toList();
    } catch (KeeperException failure) {
      throw failure(failure);
    }
  }

  /**
   * Changes who votes.
   *
   * @param joining a server as its configuration has it
   * @param leaving a server's number
   * @throws KeeperFailure REFUSED if no majority of the servers as they would be is there
   */
  void reconfigure(@Nullable String joining, @Nullable String leaving)
      throws KeeperFailure, InterruptedException {
    try {
      client.reconfigure(joining, leaving, null, ANY, new Stat());
    } catch (KeeperException failure) {
      throw failure(failure);
    }
  }

  @Override
  public Optional<Node> read(String path) throws KeeperFailure, InterruptedException {
    try {
      Stat stat = new Stat();
      byte[] bytes = client.getData(path, false, stat);
      return Optional.of(new Node(bytes, stat.getVersion()));
    } catch (KeeperException.NoNodeException none) {
      return Optional.empty();
    } catch (KeeperException failure) {
      throw failure(failure);
    }
  }

  @Override
  public List<String> children(String path) throws KeeperFailure, InterruptedException {
    try {
      return client.getChildren(path, false);
    } catch (KeeperException.NoNodeException none) {
      return List.of();
    } catch (KeeperException failure) {
      throw failure(failure);
    }
  }

  @Override
  public List<List<String>> children(List<String> paths)
      throws KeeperFailure, InterruptedException {
    List<List<String>> all = new ArrayList<>();
    for (int from = 0; from < paths.size(); from += READS_IN_FLIGHT) {
      List<String> some = paths.subList(from, Math.min(paths.size(), from + READS_IN_FLIGHT));
      Answers<List<String>> answers = new Answers<>(some.size());
      for (int i = 0; i < some.size(); i++) {
        int index = i;
        client.getChildren(
            some.get(i),
            false,
            (int code, String path, Object context, List<String> names) ->
                answers.take(code, path, index, names),
            null);
      }
      answers.await();
      answers.all.forEach(names -> all.add(names == null ? List.of() : names));
    }
    return all;
  }

  @Override
  public void readAll(List<String> paths, Taker taker) throws IOException, InterruptedException {
    for (int from = 0; from < paths.size(); from += READS_IN_FLIGHT) {
      List<String> some = paths.subList(from, Math.min(paths.size(), from + READS_IN_FLIGHT));
      Answers<byte[]> answers = new Answers<>(some.size());
      for (int i = 0; i < some.size(); i++) {
        int index = i;
        client.getData(
            some.get(i),
            false,
            (code, path, context, bytes, stat) -> answers.take(code, path, index, bytes),
            null);
      }
      answers.await();
      for (int i = 0; i < some.size(); i++) {
        byte[] bytes = answers.all.get(i);
        if (bytes != null) {
          taker.take(some.get(i), bytes);
        }
      }
    }
  }

  /**
   * Answers that are waited for together.
   *
   * @param <T> the answer; null where there is no node
   */
  private static final class Answers<T extends @Nullable Object> {
    final List<@Nullable T> all;
    private final Semaphore done = new Semaphore(0);
    private final AtomicReference<KeeperException> failure = new AtomicReference<>();

    Answers(int count) {
      all = new ArrayList<>(Collections.nCopies(count, null));
    }

    void take(int code, String path, int index, T answer) {
      KeeperException.Code outcome = KeeperException.Code.get(code);
      if (outcome == KeeperException.Code.OK) {
        all.set(index, answer);
      } else if (outcome != KeeperException.Code.NONODE) {
        failure.set(KeeperException.create(outcome, path));
      }
      done.release();
    }

    void await() throws KeeperFailure, InterruptedException {
      if (!done.tryAcquire(all.size(), REQUEST_DEADLINE.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new KeeperFailure(KeeperFailure.Kind.LOST, "ZooKeeper did not answer reads in time");
      }
      KeeperException why = failure.get();
      if (why != null) {
        throw failure(why);
      }
    }
  }

  @Override
  public void sync() throws KeeperFailure, InterruptedException {
    CountDownLatch done = new CountDownLatch(1);
    AtomicReference<KeeperException> failure = new AtomicReference<>();
    client.sync(
        "/",
        (code, path, context) -> {
          KeeperException.Code outcome = KeeperException.Code.get(code);
          if (outcome != KeeperException.Code.OK) {
            failure.set(KeeperException.create(outcome, path));
          }
          done.countDown();
        },
        null);
    if (!done.await(REQUEST_DEADLINE.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new KeeperFailure(KeeperFailure.Kind.LOST, "ZooKeeper did not answer in time");
    }
    KeeperException why = failure.get();
    if (why != null) {
      throw failure(why);
    }
  }

  @Override
  public void change(List<Change> changes) throws KeeperFailure, InterruptedException {
    List<Op> ops = new ArrayList<>();
    for (Change change : changes) {
      ops.add(
          switch (change) {
            case Create create -> Op.create(create.path(), create.bytes(), acl, mode(create));
            case Set set -> Op.setData(set.path(), set.bytes(), set.version());
            case Delete delete -> Op.delete(delete.path(), ANY);
          });
    }
    try {
      client.multi(ops);
    } catch (KeeperException failure) {
      throw failure(failure);
    }
  }

  private static CreateMode mode(Create create) {
    return switch (create.life()) {
      case LASTING -> CreateMode.PERSISTENT;
      case SESSION -> CreateMode.EPHEMERAL;
    };
  }

  @Override
  public void awaitChange(String path, Duration patience)
      throws KeeperFailure, InterruptedException {
    CountDownLatch changed = new CountDownLatch(1);
    Watcher watcher = (WatchedEvent event) -> changed.countDown();
    try {
      if (client.exists(path, watcher) == null) {
        return;
      }
      changed.await(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (KeeperException failure) {
      throw failure(failure);
    } finally {
      forget(path, watcher);
    }
  }

  /** A watch that has not fired is taken back, or each wait would leave one behind. */
  private void forget(String path, Watcher watcher) throws InterruptedException {
    try {
      client.removeWatches(path, watcher, Watcher.WatcherType.Any, true);
    } catch (KeeperException fired) {
      LOG.trace("no watch is left on {}", path);
    }
  }

  @Override
  public void close() {
    try {
      client.close(CLOSE_MILLIS);
    } catch (InterruptedException impatient) {
      Thread.currentThread().interrupt();
    }
  }

  private static KeeperFailure failure(KeeperException why) {
    KeeperFailure.Kind kind =
        switch (why.code()) {
          case CONNECTIONLOSS, OPERATIONTIMEOUT, REQUESTTIMEOUT, SESSIONMOVED ->
              KeeperFailure.Kind.LOST;
          case SESSIONEXPIRED, AUTHFAILED, SESSIONCLOSEDREQUIRESASLAUTH ->
              KeeperFailure.Kind.EXPIRED;
          default -> KeeperFailure.Kind.REFUSED;
        };
    return new KeeperFailure(kind, "ZooKeeper: " + why.getMessage(), why);
  }
}
