package io.godwit.manager.agents;

import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.Problem;
import io.godwit.model.host.HostId;
import io.godwit.protocol.agent.Refusal;
import io.godwit.protocol.trust.Identity;
import io.grpc.Attributes;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/**
 * Who is at the other end of a call.
 *
 * @param address as text, without the port
 * @param certificate what it proved in the handshake, if anything
 */
record Peer(String address, Optional<Certified> certificate) {
  /** The owner of a certificate of our authority. It may have been revoked since. */
  record Certified(HostId host, String serial) {}

  private static final Context.Key<Peer> KEY = Context.key("godwit-peer");

  /** Of the call this thread serves. */
  static Peer current() {
    return KEY.get();
  }

  /**
   * The host it is.
   *
   * @throws io.grpc.StatusRuntimeException if it showed no certificate
   */
  Certified requireCertified() {
    return certificate.orElseThrow(() ->
        Refusal.of(
            new Problem(
                ErrorCode.AGENT_NOT_ENROLLED,
                "The agent at " + address + " showed no certificate.",
                "Add the host for a token, and enrol its agent with it.")));
  }

  static Peer of(Attributes connection) {
    SocketAddress remote = connection.get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR);
    String address =
        remote instanceof InetSocketAddress internet
            ? internet.getAddress().getHostAddress()
            : String.valueOf(remote);
    SSLSession session = connection.get(Grpc.TRANSPORT_ATTR_SSL_SESSION);
    return new Peer(address, session == null ? Optional.empty() : certified(session));
  }

  private static Optional<Certified> certified(SSLSession session) {
    try {
      X509Certificate leaf = (X509Certificate) session.getPeerCertificates()[0];
      return Identity.of(leaf)
          .filter(identity -> identity.role() == Identity.Role.HOST)
          .map(identity ->
              new Certified(new HostId(identity.name()), leaf.getSerialNumber().toString(16)));
    } catch (SSLPeerUnverifiedException showedNone) {
      return Optional.empty();
    }
  }

  /** Makes {@link #current} work. */
  static final class Recognition implements ServerInterceptor {
    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
      Context context = Context.current().withValue(KEY, Peer.of(call.getAttributes()));
      return Contexts.interceptCall(context, call, headers, next);
    }
  }
}
