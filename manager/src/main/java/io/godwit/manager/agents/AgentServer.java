package io.godwit.manager.agents;

import io.godwit.model.host.HostId;
import io.godwit.protocol.agent.AgentLink;
import io.godwit.protocol.agent.ToAgent;
import io.godwit.protocol.agent.ToManager;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Listens for agents. */
public final class AgentServer implements AutoCloseable {
  /** With the timeout, a vanished host is noticed within six seconds. */
  private static final Duration KEEPALIVE = Duration.ofSeconds(2);

  private static final Duration KEEPALIVE_TIMEOUT = Duration.ofSeconds(4);

  /** Agents may ask as often as they are asked. */
  private static final Duration KEEPALIVE_PERMITTED = Duration.ofSeconds(1);

  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(2);

  private static final Logger LOG = LoggerFactory.getLogger(AgentServer.class);

  private final AgentDirectory directory;
  private final LinkListener listener;
  private final String managerVersion;
  private final AtomicLong links = new AtomicLong();
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("agent-link-", 0).factory());
  private final Server server;

  /**
   * Begins to listen.
   *
   * @throws IOException if the address cannot be had
   */
  public AgentServer(
      SocketAddress address, AgentDirectory directory, LinkListener listener, String managerVersion)
      throws IOException {
    this.directory = directory;
    this.listener = listener;
    this.managerVersion = managerVersion;
    this.server =
        NettyServerBuilder.forAddress(address)
            .executor(threads)
            .keepAliveTime(KEEPALIVE.toMillis(), TimeUnit.MILLISECONDS)
            .keepAliveTimeout(KEEPALIVE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
            .permitKeepAliveTime(KEEPALIVE_PERMITTED.toMillis(), TimeUnit.MILLISECONDS)
            .permitKeepAliveWithoutCalls(true)
            .maxInboundMessageSize(AgentLink.MAX_MESSAGE_BYTES)
            .addService(
                ServerServiceDefinition.builder(AgentLink.SERVICE)
                    .addMethod(AgentLink.CONNECT, ServerCalls.asyncBidiStreamingCall(Link::new))
                    .build())
            .build()
            .start();
  }

  /** Where it listens. */
  public InetSocketAddress address() {
    return (InetSocketAddress) server.getListenSockets().getFirst();
  }

  @Override
  public void close() {
    server.shutdown();
    directory.closeAll(Status.UNAVAILABLE.withDescription("the manager stops"));
    try {
      if (!server.awaitTermination(CLOSE_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        server.shutdownNow();
      }
    } catch (InterruptedException hurry) {
      server.shutdownNow();
      Thread.currentThread().interrupt();
    }
    threads.shutdown();
  }

  /** Messages of one stream. gRPC calls it from one thread at a time. */
  private final class Link implements StreamObserver<ToManager> {
    private final StreamObserver<ToAgent> back;
    private @Nullable AgentSession session;

    Link(StreamObserver<ToAgent> back) {
      this.back = back;
    }

    @Override
    public void onNext(ToManager message) {
      AgentSession known = session;
      if (known == null) {
        if (message instanceof ToManager.Hello hello) {
          hello(hello);
        } else {
          back.onError(
              Status.FAILED_PRECONDITION
                  .withDescription("the first message of a link is Hello")
                  .asRuntimeException());
        }
        return;
      }
      HostId host = known.host();
      switch (message) {
        case ToManager.Hello _ -> known.close(Status.FAILED_PRECONDITION);
        case ToManager.Reply reply -> known.replied(reply);
        case ToManager.VmChanged changed -> listener.seen(host, changed.observation());
        case ToManager.VmGone gone -> listener.gone(host, gone.vm());
        case ToManager.Progress progress ->
            listener.progressed(host, progress.migration(), progress.progress());
        case ToManager.Telemetry telemetry ->
            listener.measured(host, telemetry.host(), telemetry.vms());
      }
    }

    @Override
    public void onError(Throwable broken) {
      LOG.debug("an agent's link broke", broken);
      ended();
    }

    @Override
    public void onCompleted() {
      AgentSession known = session;
      if (known != null) {
        known.complete();
      } else {
        back.onCompleted();
      }
      ended();
    }

    private void hello(ToManager.Hello hello) {
      AgentSession fresh = new AgentSession(hello.host().id(), links.incrementAndGet(), back);
      session = fresh;
      // Whoever sees the host connected must be able to call it, and an agent that was welcomed
      // must
      // be known: so the session takes calls first, and sends them after the welcome.
      directory.register(fresh);
      listener.connected(hello.host(), fresh.number(), hello.vms());
      fresh.welcome(managerVersion);
    }

    private void ended() {
      AgentSession known = session;
      if (known != null) {
        session = null;
        directory.unregister(known);
        listener.disconnected(known.host(), known.number());
      }
    }
  }
}
