package io.godwit.agent.link;

import io.godwit.agent.migration.source.ProgressSink;
import io.godwit.agent.telemetry.Post;
import io.godwit.agent.vm.VmWatcher;
import io.godwit.model.migration.MigrationId;
import io.godwit.model.migration.MigrationProgress;
import io.godwit.model.vm.VmId;
import io.godwit.model.vm.VmObservation;
import io.godwit.protocol.agent.AgentLink;
import io.godwit.protocol.agent.ToAgent;
import io.godwit.protocol.agent.ToManager;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ClientResponseObserver;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one stream to a manager open, tries the managers in turn when it breaks, and hands orders
 * to the desk.
 *
 * <p>Owned by the thread that calls {@link #run}; messages may be sent by any thread. A message
 * that finds no stream is dropped: the next Hello tells everything anew. Progress is also dropped
 * while the stream is congested.
 */
public final class ManagerLink implements VmWatcher, ProgressSink, Post {
  private static final Logger LOG = LoggerFactory.getLogger(ManagerLink.class);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);
  private static final Duration KEEP_ALIVE = Duration.ofSeconds(2);
  private static final Duration KEEP_ALIVE_DEADLINE = Duration.ofSeconds(4);

  /** A manager that sends more orders than this at once is broken; the stream ends. */
  private static final int MAX_ORDERS = 4000;

  private final List<String> managers;
  private final Supplier<ToManager.Hello> hello;
  private final AtomicReference<@Nullable Stream> stream = new AtomicReference<>();

  /**
   * @param managers {@code host:port}, in the order they are tried
   * @param hello what to say first on each new stream
   */
  public ManagerLink(List<String> managers, Supplier<ToManager.Hello> hello) {
    this.managers = List.copyOf(managers);
    this.hello = hello;
  }

  /** Keeps the link until interrupted. */
  public void run(OrderDesk desk) throws InterruptedException {
    Duration pause = FIRST_PAUSE;
    for (int turn = 0; ; turn++) {
      String manager = managers.get(turn % managers.size());
      boolean welcomed = connect(manager, desk);
      pause = welcomed ? FIRST_PAUSE : min(pause.multipliedBy(2), LONGEST_PAUSE);
      Thread.sleep(pause);
    }
  }

  @Override
  public void changed(VmObservation now) {
    send(new ToManager.VmChanged(now));
  }

  @Override
  public void gone(VmId vm) {
    send(new ToManager.VmGone(vm));
  }

  @Override
  public void progress(MigrationId migration, MigrationProgress progress) {
    Stream open = stream.get();
    if (open != null && open.isReady()) {
      open.send(new ToManager.Progress(migration, progress));
    }
  }

  /** Not before the Welcome: the first message of a stream is its Hello. */
  @Override
  public boolean offer(ToManager.Telemetry batch) {
    Stream open = stream.get();
    if (open == null || !open.welcomed || !open.isReady()) {
      return false;
    }
    open.send(batch);
    return true;
  }

  private void send(ToManager message) {
    Stream open = stream.get();
    if (open != null) {
      open.send(message);
    }
  }

  /** Serves one stream until it ends; says whether the manager had welcomed it. */
  private boolean connect(String manager, OrderDesk desk) throws InterruptedException {
    ManagedChannel channel =
        NettyChannelBuilder.forTarget(manager)
            .usePlaintext()
            .keepAliveTime(KEEP_ALIVE.toNanos(), TimeUnit.NANOSECONDS)
            .keepAliveTimeout(KEEP_ALIVE_DEADLINE.toNanos(), TimeUnit.NANOSECONDS)
            .maxInboundMessageSize(AgentLink.MAX_MESSAGE_BYTES)
            .executor(Executors.newVirtualThreadPerTaskExecutor())
            .build();
    Stream opened = new Stream(manager, desk);
    try {
      ClientCalls.asyncBidiStreamingCall(
          channel.newCall(AgentLink.CONNECT, CallOptions.DEFAULT), opened);
      stream.set(opened);
      opened.send(hello.get());
      opened.ended.await();
      return opened.welcomed;
    } finally {
      stream.set(null);
      channel.shutdownNow();
      channel.awaitTermination(5, TimeUnit.SECONDS);
    }
  }

  private static Duration min(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }

  /** One stream: writes are serialised by its monitor, orders run on threads of their own. */
  private static final class Stream implements ClientResponseObserver<ToManager, ToAgent> {
    private final String manager;
    private final OrderDesk desk;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Semaphore places = new Semaphore(MAX_ORDERS);
    private volatile boolean welcomed;
    private @Nullable ClientCallStreamObserver<ToManager> out;

    Stream(String manager, OrderDesk desk) {
      this.manager = manager;
      this.desk = desk;
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<ToManager> requests) {
      out = requests;
    }

    synchronized boolean isReady() {
      return out != null && out.isReady();
    }

    synchronized void send(ToManager message) {
      if (out != null && ended.getCount() > 0) {
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
        case ToAgent.Welcome welcome -> {
          welcomed = true;
          LOG.info("linked to manager {} ({})", manager, welcome.managerVersion());
        }
        case ToAgent.Command command -> take(command);
      }
    }

    private void take(ToAgent.Command command) {
      if (!places.tryAcquire()) {
        onError(new IllegalStateException("more than " + MAX_ORDERS + " orders at once"));
        return;
      }
      Thread.ofVirtual()
          .name("order-" + command.number())
          .start(() -> {
            try {
              send(desk.reply(command.number(), command.order()));
            } finally {
              places.release();
            }
          });
    }

    @Override
    public void onError(Throwable broken) {
      if (welcomed) {
        LOG.warn("link to manager {} broke: {}", manager, broken.getMessage());
      } else {
        LOG.debug("no link to manager {}: {}", manager, broken.getMessage());
      }
      ended.countDown();
    }

    @Override
    public void onCompleted() {
      LOG.info("manager {} closed the link", manager);
      ended.countDown();
    }
  }
}
