package io.godwit.manager.agents;

import io.godwit.manager.authority.TlsMaterial;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.error.Problem;
import io.godwit.model.host.HostId;
import io.godwit.protocol.agent.AgentLink;
import io.godwit.protocol.agent.Refusal;
import io.godwit.protocol.agent.ToAgent;
import io.godwit.protocol.agent.ToManager;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.nio.NioIoHandler;
import io.grpc.netty.shaded.io.netty.handler.ssl.ClientAuth;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslProvider;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLException;
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

  /** A link, and a renewal beside it; the rest is for those that end. */
  private static final int MAX_CALLS = 4;

  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(2);

  private static final Logger LOG = LoggerFactory.getLogger(AgentServer.class);

  /** Whoever has not finished a handshake by then sends nothing, or very slowly. */
  private static final Duration HANDSHAKE_PATIENCE = Duration.ofSeconds(10);

  /** An agent opens its link at once; who has none for so long wants something else. */
  private static final Duration IDLE_PATIENCE = Duration.ofSeconds(20);

  /**
   * Threads that read what agents send. Not a virtual one for each message: what people ask would
   * wait behind thousands of agents that come at once, since all of those share the carriers.
   */
  private static final int LISTENERS = 16;

  private final Reception reception;
  private final AgentDirectory directory;
  private final LinkListener listener;
  private final AtomicLong links = new AtomicLong();
  private final ExecutorService threads =
      Executors.newFixedThreadPool(
          LISTENERS, Thread.ofPlatform().daemon().name("agent-link-", 0).factory());
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("agent-calls-timer").factory());
  private final EventLoopGroup accepting = loops(1, "agent-accept-");
  private final EventLoopGroup moving = loops(0, "agent-wire-");
  private final Server server;

  /**
   * Begins to listen.
   *
   * @throws IOException if the address cannot be had
   */
  public AgentServer(
      SocketAddress address, Reception reception, AgentDirectory directory, LinkListener listener)
      throws IOException {
    this(address, reception, directory, listener, HANDSHAKE_PATIENCE);
  }

  /** The same with another patience for those who connect and send nothing. */
  AgentServer(
      SocketAddress address,
      Reception reception,
      AgentDirectory directory,
      LinkListener listener,
      Duration handshakePatience)
      throws IOException {
    this.reception = reception;
    this.directory = directory;
    this.listener = listener;
    reception.enrolment().onRevoked(this::recheck);
    EnrolmentDesk desk = new EnrolmentDesk(reception, System::nanoTime, timer);
    Server built =
        NettyServerBuilder.forAddress(address)
            .channelFactory(BoundedListener::new)
            .bossEventLoopGroup(accepting)
            .workerEventLoopGroup(moving)
            .sslContext(tls(reception.tls()))
            .executor(threads)
            .handshakeTimeout(handshakePatience.toMillis(), TimeUnit.MILLISECONDS)
            .maxConnectionIdle(IDLE_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
            .keepAliveTime(KEEPALIVE.toMillis(), TimeUnit.MILLISECONDS)
            .keepAliveTimeout(KEEPALIVE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
            .permitKeepAliveTime(KEEPALIVE_PERMITTED.toMillis(), TimeUnit.MILLISECONDS)
            .permitKeepAliveWithoutCalls(true)
            .maxInboundMessageSize(AgentLink.MAX_MESSAGE_BYTES)
            .maxConcurrentCallsPerConnection(MAX_CALLS)
            .intercept(new Peer.Recognition())
            .addService(
                ServerServiceDefinition.builder(AgentLink.SERVICE)
                    .addMethod(AgentLink.CONNECT, ServerCalls.asyncBidiStreamingCall(this::link))
                    .addMethod(desk.enrol())
                    .addMethod(desk.renew())
                    .build())
            .build();
    boolean started = false;
    try {
      this.server = built.start();
      started = true;
    } finally {
      if (!started) {
        endThreads();
      }
    }
  }

  /** So many threads that move bytes; 0 is two for each processor. */
  private static EventLoopGroup loops(int threads, String name) {
    return new MultiThreadIoEventLoopGroup(
        threads, Thread.ofPlatform().daemon().name(name, 0).factory(), NioIoHandler.newFactory());
  }

  private static SslContext tls(TlsMaterial tls) throws SSLException {
    // The JDK's engine: it asks the key each time, so that a renewed one needs no new server.
    return GrpcSslContexts.configure(SslContextBuilder.forServer(tls.key()), SslProvider.JDK)
        .trustManager(tls.hosts())
        .clientAuth(ClientAuth.OPTIONAL)
        .protocols("TLSv1.3", "TLSv1.2")
        .build();
  }

  /** Ends the link of a host whose certificate is no longer good. */
  private void recheck(HostId host) {
    directory
        .session(host)
        .ifPresent(session ->
            refusal(() -> reception.enrolment().check(host, session.serial()))
                .ifPresent(why -> {
                  LOG.info("the link of host {} ends: {}", host, why.getMessage());
                  session.close(why);
                  directory.unregister(session);
                  listener.disconnected(host, session.number());
                }));
  }

  /** Ends every link: another manager is the leader now, as far as this one knows. */
  public void turnAway(@Nullable String leader) {
    directory.closeAll(Refusal.notLeader(leader));
  }

  /** Where it listens. */
  public InetSocketAddress address() {
    return (InetSocketAddress) server.getListenSockets().getFirst();
  }

  @Override
  public void close() {
    server.shutdown();
    directory.closeAll(
        Status.UNAVAILABLE.withDescription("the manager stops").asRuntimeException());
    try {
      if (!server.awaitTermination(CLOSE_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        server.shutdownNow();
      }
    } catch (InterruptedException hurry) {
      server.shutdownNow();
      Thread.currentThread().interrupt();
    }
    endThreads();
  }

  private void endThreads() {
    for (EventLoopGroup loops : List.of(accepting, moving)) {
      if (!loops
          .shutdownGracefully(0, 1, TimeUnit.SECONDS)
          .awaitUninterruptibly(CLOSE_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn(
            "the threads of the agents' connections have not ended; they end with the process");
      }
    }
    // The last: until the connections have ended, gRPC tells their calls of it on these.
    threads.shutdown();
    timer.shutdownNow();
  }

  private StreamObserver<ToManager> link(StreamObserver<ToAgent> back) {
    Peer peer = Peer.current();
    Optional<StatusRuntimeException> refusal =
        refusal(() -> {
          reception.requireLeader();
          Peer.Certified caller = peer.requireCertified();
          reception.enrolment().check(caller.host(), caller.serial());
        });
    if (refusal.isPresent()) {
      LOG.info("no link for {}: {}", peer.address(), refusal.get().getMessage());
      back.onError(refusal.get());
      return new Deaf();
    }
    return new Link(peer.requireCertified(), back);
  }

  private static Optional<StatusRuntimeException> refusal(Runnable check) {
    try {
      check.run();
      return Optional.empty();
    } catch (StatusRuntimeException refused) {
      return Optional.of(refused);
    } catch (GodwitException refused) {
      return Optional.of(Refusal.of(refused.problem()));
    }
  }

  /** Takes what comes after a refusal. */
  private static final class Deaf implements StreamObserver<ToManager> {
    @Override
    public void onNext(ToManager message) {}

    @Override
    public void onError(Throwable broken) {}

    @Override
    public void onCompleted() {}
  }

  /** Messages of one stream. gRPC calls it from one thread at a time. */
  private final class Link implements StreamObserver<ToManager> {
    private final Peer.Certified peer;
    private final StreamObserver<ToAgent> back;
    private @Nullable AgentSession session;
    private boolean refused;

    Link(Peer.Certified peer, StreamObserver<ToAgent> back) {
      this.peer = peer;
      this.back = back;
    }

    @Override
    public void onNext(ToManager message) {
      AgentSession known = session;
      if (known == null) {
        first(message);
        return;
      }
      if (known.hasEnded()) {
        return;
      }
      HostId host = known.host();
      switch (message) {
        case ToManager.Hello _ -> known.close(Status.FAILED_PRECONDITION.asRuntimeException());
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

    private void first(ToManager message) {
      if (refused) {
        return;
      }
      if (!(message instanceof ToManager.Hello hello)) {
        refuse(
            Status.FAILED_PRECONDITION
                .withDescription("the first message of a link is Hello")
                .asRuntimeException());
      } else if (!hello.host().id().equals(peer.host())) {
        refuse(
            Refusal.of(
                new Problem(
                    ErrorCode.AGENT_NOT_ENROLLED,
                    "The agent says that it is host "
                        + hello.host().id()
                        + ", and its certificate is that of host "
                        + peer.host()
                        + ".",
                    "Set 'host' in the agent's configuration to the name it was enrolled with.")));
      } else {
        hello(hello);
      }
    }

    private void refuse(StatusRuntimeException why) {
      refused = true;
      LOG.info("no link for host {}: {}", peer.host(), why.getMessage());
      back.onError(why);
    }

    private void hello(ToManager.Hello hello) {
      Optional<StatusRuntimeException> notLeader = refusal(reception::requireLeader);
      if (notLeader.isPresent()) {
        refuse(notLeader.get());
        return;
      }
      Standing.Leader leader = reception.requireLeader();
      AgentSession fresh =
          new AgentSession(peer.host(), peer.serial(), links.incrementAndGet(), back);
      session = fresh;
      // Whoever sees the host connected must be able to call it, and an agent that was welcomed
      // must be known: so the session takes calls first, and sends them after the welcome.
      directory.register(fresh);
      Optional<StatusRuntimeException> notRecorded =
          refusal(() -> listener.connected(hello.host(), fresh.number(), hello.vms()));
      if (notRecorded.isPresent()) {
        ended();
        refuse(notRecorded.get());
        return;
      }
      fresh.welcome(
          new ToAgent.Welcome(reception.managerVersion(), leader.epoch(), leader.managers()));
      // A host that was removed since the link was allowed was not found then.
      recheck(peer.host());
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
