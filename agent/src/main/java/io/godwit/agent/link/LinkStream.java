package io.godwit.agent.link;

import io.godwit.protocol.agent.ToAgent;
import io.godwit.protocol.agent.ToManager;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One stream to one manager. Writes are serialised by its monitor, orders run on threads of their
 * own. Nothing is carried out for a manager that is not followed.
 */
final class LinkStream implements ClientResponseObserver<ToManager, ToAgent> {
  private static final Logger LOG = LoggerFactory.getLogger(LinkStream.class);

  /** A manager that sends more orders than this at once is broken; the stream ends. */
  private static final int MAX_ORDERS = 4000;

  /** Connecting and shaking hands; a manager that hangs must not keep us from its successor. */
  private static final Duration READY_PATIENCE = Duration.ofSeconds(3);

  /** A leader that has just begun has thousands of hosts to take in. */
  private static final Duration WELCOME_PATIENCE = Duration.ofSeconds(15);

  /** Whether a leader of this epoch is followed. */
  interface Following {
    boolean follow(long epoch, List<String> managers);
  }

  /** Gives an order a thread of its own. */
  @FunctionalInterface
  interface Threads {
    /** Virtual ones, which begin when it is their turn. */
    Threads VIRTUAL = (name, order) -> Thread.ofVirtual().name(name).start(order);

    void start(String name, Runnable order);
  }

  private final String manager;
  private final OrderDesk desk;
  private final Following following;
  private final Threads threads;
  private final CountDownLatch connected = new CountDownLatch(1);
  private final CountDownLatch answered = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private final AtomicReference<@Nullable Ending> ending = new AtomicReference<>();
  private final Semaphore places = new Semaphore(MAX_ORDERS);
  private volatile boolean welcome;
  private volatile boolean endsWhenIdle;
  private @Nullable ClientCallStreamObserver<ToManager> out;

  LinkStream(String manager, OrderDesk desk, Following following, Threads threads) {
    this.manager = manager;
    this.desk = desk;
    this.following = following;
    this.threads = threads;
  }

  String manager() {
    return manager;
  }

  boolean isWelcome() {
    return welcome && !isOver();
  }

  /** Returns once the manager has answered the Hello, or will not. */
  boolean awaitWelcome() throws InterruptedException {
    if (!connected.await(READY_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
      end(new Ending.Failed("no connection within " + READY_PATIENCE.toSeconds() + " s"));
    } else if (!answered.await(WELCOME_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
      end(new Ending.Failed("no welcome within " + WELCOME_PATIENCE.toSeconds() + " s"));
    }
    return welcome;
  }

  /** Returns once it has ended. */
  Ending awaitEnding() throws InterruptedException {
    ended.await();
    Ending why = ending.get();
    return why == null ? new Ending.Lost("it ended") : why;
  }

  /** Ends it the next time that no order is under way, which may be now. */
  void endWhenIdle() {
    endsWhenIdle = true;
    endIfIdle();
  }

  private void endIfIdle() {
    if (endsWhenIdle && welcome && places.availablePermits() == MAX_ORDERS) {
      end(new Ending.Renewed());
    }
  }

  private void end(Ending why) {
    ending.compareAndSet(null, why);
    connected.countDown();
    answered.countDown();
    ended.countDown();
  }

  @Override
  public void beforeStart(ClientCallStreamObserver<ToManager> requests) {
    out = requests;
    requests.setOnReadyHandler(connected::countDown);
  }

  synchronized boolean isReady() {
    return out != null && out.isReady();
  }

  synchronized void send(ToManager message) {
    if (out != null && !isOver()) {
      try {
        out.onNext(message);
      } catch (IllegalStateException closed) {
        LOG.debug("stream to {} is closed", manager);
      }
    }
  }

  @Override
  public void onNext(ToAgent message) {
    switch (message) {
      case ToAgent.Welcome greeting -> greet(greeting);
      case ToAgent.Command command -> {
        if (welcome) {
          take(command);
        } else {
          end(new Ending.Failed("it gave an order before its welcome"));
        }
      }
    }
  }

  private void greet(ToAgent.Welcome greeting) {
    if (following.follow(greeting.epoch(), greeting.managers())) {
      welcome = true;
      answered.countDown();
    } else {
      end(new Ending.Deposed(greeting.epoch()));
    }
  }

  private void take(ToAgent.Command command) {
    if (isOver()) {
      return;
    }
    if (!places.tryAcquire()) {
      end(new Ending.Lost("more than " + MAX_ORDERS + " orders at once"));
      return;
    }
    threads.start(
        "order-" + command.number(),
        () -> {
          try {
            carryOut(command);
          } finally {
            places.release();
            endIfIdle();
          }
        });
  }

  /**
   * An order that was not begun before its stream ended is not begun: the next stream brings it
   * again, if it is still wanted. A thread may be late, and another leader have gone on meanwhile.
   */
  private void carryOut(ToAgent.Command command) {
    if (isOver()) {
      LOG.info("order {} of manager {} came to its turn too late", command.number(), manager);
      return;
    }
    send(desk.reply(command));
  }

  private boolean isOver() {
    return ended.getCount() == 0;
  }

  @Override
  public void onError(Throwable broken) {
    Ending why = Ending.of(broken);
    if (welcome && why instanceof Ending.Failed failed) {
      end(new Ending.Lost(failed.why()));
    } else {
      end(why);
    }
  }

  @Override
  public void onCompleted() {
    end(welcome ? new Ending.Lost("it closed the link") : new Ending.Failed("it closed the link"));
  }
}
