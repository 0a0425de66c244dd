package io.godwit.manager.agents;

import io.godwit.manager.authority.Authority;
import io.godwit.manager.authority.SigningRequest;
import io.godwit.manager.authority.TlsMaterial;
import io.godwit.manager.enrolment.HostEnrolment;
import io.godwit.model.host.HostId;
import io.godwit.protocol.agent.AgentLink;
import io.godwit.protocol.agent.Enrolment;
import io.godwit.protocol.trust.Credential;
import io.godwit.protocol.trust.EnrolmentToken;
import io.godwit.protocol.trust.Fingerprint;
import io.godwit.protocol.trust.Identity;
import io.godwit.protocol.trust.PeerTrust;
import io.godwit.protocol.trust.Pem;
import io.godwit.protocol.trust.RotatingKey;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslProvider;
import io.grpc.stub.ClientCalls;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;

/** An authority for tests, and what a host does to belong to it. */
public final class TestHosts {
  /** One for all tests: a key takes a moment to make. */
  public static final Authority AUTHORITY =
      Authority.inMemory(InstantSource.system(), new SecureRandom());

  private TestHosts() {}

  public static TlsMaterial tls() {
    return TlsMaterial.inMemory(
        AUTHORITY, Identity.manager("test"), List.of("localhost"), InstantSource.system());
  }

  /** Enrols without a wire. */
  public static Credential enrol(HostEnrolment enrolment, String host) {
    HostId id = new HostId(host);
    KeyPair pair = newKey();
    String token = enrolment.reenrol(id, host).text();
    return new Credential(pair.getPrivate(), enrolment.enrol(id, token, request(pair)));
  }

  /** Enrols as an agent does. */
  public static Credential enrol(InetSocketAddress manager, String host, String token)
      throws Exception {
    KeyPair pair = newKey();
    ManagedChannel channel = stranger(manager, EnrolmentToken.parse(token).authority());
    try {
      Enrolment.Granted granted =
          ClientCalls.blockingUnaryCall(
              channel,
              AgentLink.ENROL,
              CallOptions.DEFAULT.withDeadlineAfter(10, TimeUnit.SECONDS),
              new Enrolment.Enrol(new HostId(host), token, request(pair)));
      return new Credential(pair.getPrivate(), Pem.certificates(granted.chain()));
    } finally {
      end(channel);
    }
  }

  public static void end(ManagedChannel channel) throws InterruptedException {
    channel.shutdownNow();
    channel.awaitTermination(10, TimeUnit.SECONDS);
  }

  public static KeyPair newKey() {
    return newKey("secp256r1");
  }

  public static KeyPair newKey(String curve) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec(curve));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  public static String request(KeyPair pair) {
    return request(pair, pair);
  }

  /** Signed by another key than the one it is for, if they differ. */
  public static String request(KeyPair wanted, KeyPair signer) {
    try {
      byte[] der =
          new JcaPKCS10CertificationRequestBuilder(
                  new X500Name("CN=root of all"), wanted.getPublic())
              .build(new JcaContentSignerBuilder("SHA256withECDSA").build(signer.getPrivate()))
              .getEncoded();
      return Pem.block(SigningRequest.LABEL, der);
    } catch (IOException | OperatorCreationException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A channel of somebody who has a certificate. */
  public static ManagedChannel channel(InetSocketAddress manager, Credential credential) {
    return channel(
        manager,
        GrpcSslContexts.forClient()
            .keyManager(new RotatingKey(credential))
            .trustManager(
                PeerTrust.in(
                    AUTHORITY.certificate(), Identity.Role.MANAGER, InstantSource.system())));
  }

  /** The same, knowing the manager as its certificate's chain says. */
  public static ManagedChannel channelOf(InetSocketAddress manager, Credential credential) {
    return channel(
        manager,
        GrpcSslContexts.forClient()
            .keyManager(new RotatingKey(credential))
            .trustManager(
                PeerTrust.in(
                    credential.chain().getLast(), Identity.Role.MANAGER, InstantSource.system())));
  }

  /** A channel of somebody who has none. */
  public static ManagedChannel stranger(InetSocketAddress manager, Fingerprint authority) {
    return channel(
        manager,
        GrpcSslContexts.forClient()
            .trustManager(PeerTrust.in(authority, Identity.Role.MANAGER, InstantSource.system())));
  }

  private static ManagedChannel channel(InetSocketAddress manager, SslContextBuilder tls) {
    try {
      return NettyChannelBuilder.forAddress(manager)
          .sslContext(GrpcSslContexts.configure(tls, SslProvider.JDK).build())
          .maxInboundMessageSize(AgentLink.MAX_MESSAGE_BYTES)
          .build();
    } catch (SSLException e) {
      throw new IllegalStateException(e);
    }
  }
}
