package io.godwit.agent.identity;

import io.godwit.protocol.agent.AgentLink;
import io.godwit.protocol.trust.Credential;
import io.godwit.protocol.trust.PeerTrust;
import io.godwit.protocol.trust.RotatingKey;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.channel.ChannelOption;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslProvider;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;

/** Connections to managers. */
final class ManagerChannel {
  private static final Duration KEEP_ALIVE = Duration.ofSeconds(2);
  private static final Duration KEEP_ALIVE_DEADLINE = Duration.ofSeconds(4);

  /** A manager in the same data center answers in milliseconds, a dead one's address never. */
  private static final Duration CONNECT_DEADLINE = Duration.ofSeconds(2);

  private ManagerChannel() {}

  /**
   * A channel to {@code manager}.
   *
   * @throws io.grpc.StatusRuntimeException if it is no address
   */
  static ManagedChannel open(String manager, Optional<Credential> own, PeerTrust trust) {
    SslContextBuilder tls = GrpcSslContexts.forClient().trustManager(trust);
    own.ifPresent(credential -> tls.keyManager(new RotatingKey(credential)));
    try {
      return NettyChannelBuilder.forTarget(manager)
          .sslContext(
              GrpcSslContexts.configure(tls, SslProvider.JDK)
                  .protocols("TLSv1.3", "TLSv1.2")
                  .build())
          .withOption(
              ChannelOption.CONNECT_TIMEOUT_MILLIS, Math.toIntExact(CONNECT_DEADLINE.toMillis()))
          .keepAliveTime(KEEP_ALIVE.toNanos(), TimeUnit.NANOSECONDS)
          .keepAliveTimeout(KEEP_ALIVE_DEADLINE.toNanos(), TimeUnit.NANOSECONDS)
          .maxInboundMessageSize(AgentLink.MAX_MESSAGE_BYTES)
          .executor(Executors.newVirtualThreadPerTaskExecutor())
          .build();
    } catch (SSLException everyJavaHasTls) {
      throw new IllegalStateException(everyJavaHasTls);
    } catch (IllegalArgumentException noAddress) {
      throw Status.UNAVAILABLE
          .withDescription("'" + manager + "' is no address of a manager")
          .withCause(noAddress)
          .asRuntimeException();
    }
  }

  static void end(ManagedChannel channel) throws InterruptedException {
    channel.shutdownNow();
    if (!channel.awaitTermination(CONNECT_DEADLINE.toMillis(), TimeUnit.MILLISECONDS)) {
      return; // its threads are nobody's; it ends when the system lets go of the socket
    }
  }
}
