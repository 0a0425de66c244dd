package io.godwit.testbed.simulation.keeper;

import io.godwit.manager.store.Keeper;
import io.godwit.manager.store.KeeperFailure;
import io.godwit.testbed.simulation.network.Connection;
import io.godwit.testbed.simulation.network.Network.Port;
import io.godwit.testbed.simulation.scheduler.Slot;
import io.godwit.testbed.simulation.scheduler.VirtualProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One session, from its client's side, with the server's part of each request. */
final class Session implements Keeper {
  /** A client waits this long for its first connection, then says that there is none. */
  private static final Duration CONNECT_PATIENCE = Duration.ofSeconds(20);

  /** An unanswered request breaks the connection, as the client of ZooKeeper does. */
  private static final Duration REQUEST_DEADLINE = Duration.ofSeconds(15);

  private static final Duration RETRY = Duration.ofMillis(100);
  private static final int PINGS_PER_SESSION = 3;

  private final Quorum quorum;
  private final String node;
  private final VirtualProcess client;
  private final Duration length;
  private final List<Request<?>> pending = new ArrayList<>();
  private final List<Watch> watches = new ArrayList<>();
  private Connection.@Nullable End link;
  private long id;
  private long seen;
  private boolean expired;
  private boolean closed;

  Session(Quorum quorum, String node, VirtualProcess client, Duration length) {
    this.quorum = quorum;
    this.node = node;
    this.client = client;
    this.length = length;
  }

  /** How a request ended. */
  private sealed interface Reply<T> {
    record Done<T>(T value) implements Reply<T> {}

    record Not<T>(KeeperFailure.Kind why) implements Reply<T> {}
  }

  private record Request<T>(Slot<Reply<T>> slot) {
    void fail(KeeperFailure.Kind why) {
      slot.put(new Reply.Not<>(why));
    }
  }

  private record Watch(String path, Tree from, Slot<Boolean> fired) {}

  boolean belongsTo(VirtualProcess process) {
    return client.equals(process);
  }

  // ---------------------------------------------------------------- connection

  void connect() throws IOException, InterruptedException {
    long end = client.time().nanos() + CONNECT_PATIENCE.toNanos();
    while (!dial()) {
      if (client.time().nanos() > end) {
        throw new IOException("the quorum did not answer");
      }
      client.time().sleep(RETRY);
    }
    ping();
  }

  /** Opens the session, or goes on with it. */
  private boolean dial() {
    if (link != null) {
      return true;
    }
    if (quorum.isAway() || !quorum.network.reaches(node, Quorum.NODE) || closed) {
      return false;
    }
    if (id == 0) {
      id = quorum.begin(length);
      quorum.world.note(() -> node + ": session " + id + " begins");
    } else if (!quorum.lives(id)) {
      expire();
      return true;
    }
    quorum.heard(id);
    Duration patience = length.multipliedBy(2).dividedBy(3);
    Connection made =
        quorum.network.connect(
            new Port(node, client, patience), new Port(Quorum.NODE, quorum.process(), length));
    link = made.near().onLoss(this::lost);
    return true;
  }

  private void redial() {
    if (!dial() && !closed && !expired) {
      long pause = RETRY.toMillis() + quorum.random.nextInt(400);
      quorum.world.after(Duration.ofMillis(pause), () -> client.execute(this::redial));
    }
  }

  /** The connection breaks, by a fault. */
  void lose() {
    Connection.End current = link;
    if (current != null) {
      current.close();
      client.execute(this::lost);
    }
  }

  private void lost() {
    if (link != null) {
      link.close();
      link = null;
      failAll(KeeperFailure.Kind.LOST);
      redial();
    }
  }

  private void expire() {
    if (!expired) {
      expired = true;
      quorum.forget(this);
      quorum.world.note(() -> node + ": session " + id + " is over");
      failAll(KeeperFailure.Kind.EXPIRED);
      watches.forEach(watch -> watch.fired().put(true));
      watches.clear();
    }
  }

  private void failAll(KeeperFailure.Kind why) {
    List<Request<?>> failed = List.copyOf(pending);
    pending.clear();
    failed.forEach(request -> request.fail(why));
  }

  private void ping() {
    Connection.End current = link;
    if (current != null) {
      current.send(() -> quorum.heard(id));
    }
    if (!closed && !expired) {
      Duration pause = length.dividedBy(PINGS_PER_SESSION);
      quorum.world.after(pause, () -> client.execute(this::ping));
    }
  }

  // ---------------------------------------------------------------- requests

  /**
   * Sends a request and waits for its outcome.
   *
   * @param work what the server does with it; null if the session is over there
   */
  private <T> T ask(Duration before, Supplier<Reply<T>> work)
      throws KeeperFailure, InterruptedException {
    if (closed || expired) {
      throw failure(KeeperFailure.Kind.EXPIRED);
    }
    Slot<Reply<T>> slot = new Slot<>(client.time());
    Connection.End current = awaitLink();
    Request<T> request = new Request<>(slot);
    pending.add(request);
    current.send(() -> {
      if (before.isZero()) {
        serve(current, request, work);
      } else {
        quorum.world.after(before, () -> serve(current, request, work));
      }
    });
    Optional<Reply<T>> reply = slot.take(REQUEST_DEADLINE);
    pending.remove(request);
    if (reply.isEmpty()) {
      lose();
    }
    return switch (reply.orElse(new Reply.Not<>(KeeperFailure.Kind.LOST))) {
      case Reply.Done<T> done -> done.value();
      case Reply.Not<T> not -> throw failure(not.why());
    };
  }

  /** At the server. A request of a connection that the session has left is not carried out. */
  private <T> void serve(Connection.End from, Request<T> request, Supplier<Reply<T>> work) {
    if (quorum.isAway() || (link != null && link != from)) {
      return;
    }
    Reply<T> reply;
    if (quorum.lives(id)) {
      quorum.heard(id);
      reply = work.get();
    } else {
      reply = new Reply.Not<>(KeeperFailure.Kind.EXPIRED);
    }
    from.peerSends(() -> {
      if (reply instanceof Reply.Not<T> not && not.why() == KeeperFailure.Kind.EXPIRED) {
        expire();
      }
      request.slot().put(reply);
    });
  }

  private Connection.End awaitLink() throws KeeperFailure, InterruptedException {
    if (link == null) {
      client.time().sleep(Duration.ofMillis(quorum.random.nextInt(1, 1000)));
    }
    if (expired || closed) {
      throw failure(KeeperFailure.Kind.EXPIRED);
    }
    Connection.End current = link;
    if (current == null) {
      throw failure(KeeperFailure.Kind.LOST);
    }
    return current;
  }

  private static KeeperFailure failure(KeeperFailure.Kind kind) {
    return new KeeperFailure(kind, "the keeper says " + kind);
  }

  private <T> T look(java.util.function.Function<Tree, T> reader)
      throws KeeperFailure, InterruptedException {
    return ask(
        Duration.ZERO,
        () -> {
          seen = quorum.anyVersion(seen);
          return new Reply.Done<>(reader.apply(quorum.at(seen)));
        });
  }

  @Override
  public Optional<Node> read(String path) throws KeeperFailure, InterruptedException {
    return look(tree -> tree.node(path));
  }

  @Override
  public List<String> children(String path) throws KeeperFailure, InterruptedException {
    return look(tree -> tree.children(path));
  }

  @Override
  public List<List<String>> children(List<String> paths)
      throws KeeperFailure, InterruptedException {
    return look(tree -> paths.stream().map(tree::children).toList());
  }

  @Override
  public void readAll(List<String> paths, Taker taker) throws IOException, InterruptedException {
    List<Optional<Node>> nodes = look(tree -> paths.stream().map(tree::node).toList());
    for (int i = 0; i < paths.size(); i++) {
      if (nodes.get(i).isPresent()) {
        taker.take(paths.get(i), nodes.get(i).get().bytes());
      }
    }
  }

  @Override
  public void sync() throws KeeperFailure, InterruptedException {
    ask(
        Duration.ZERO,
        () -> {
          seen = quorum.changes();
          return new Reply.Done<>(true);
        });
  }

  @Override
  public void change(List<Change> changes) throws KeeperFailure, InterruptedException {
    ask(
        quorum.diskTime(),
        () -> {
          if (!quorum.change(id, changes)) {
            return new Reply.Not<>(KeeperFailure.Kind.REFUSED);
          }
          seen = quorum.changes();
          return new Reply.Done<>(true);
        });
  }

  @Override
  public void awaitChange(String path, Duration patience)
      throws KeeperFailure, InterruptedException {
    Tree from = look(tree -> tree);
    if (from.node(path).isEmpty()) {
      return;
    }
    Watch watch = new Watch(path, from, new Slot<>(client.time()));
    watches.add(watch);
    look();
    try {
      watch.fired().take(patience);
    } finally {
      watches.remove(watch);
    }
  }

  /** The state has changed: watches that see it fire. */
  void look() {
    Tree now = quorum.newest();
    for (Watch watch : watches) {
      if (!watch.from().agrees(now, watch.path())) {
        Connection.End current = link;
        if (current != null) {
          current.peerSends(() -> watch.fired().put(true));
        }
      }
    }
  }

  @Override
  public void close() {
    Connection.End current = link;
    closed = true;
    if (current != null) {
      current.send(() -> quorum.end(id));
      current.close();
      link = null;
    }
    quorum.forget(this);
    failAll(KeeperFailure.Kind.EXPIRED);
  }
}
