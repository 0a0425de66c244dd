package io.godwit.manager.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.godwit.manager.agents.TestHosts;
import io.godwit.manager.authority.Authority;
import io.godwit.manager.authority.TlsMaterial;
import io.godwit.manager.orchestration.Bench;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.protocol.api.HostAdd;
import io.godwit.protocol.api.HostToken;
import io.godwit.protocol.client.ApiClient;
import io.godwit.protocol.client.Credentials;
import io.godwit.protocol.trust.EnrolmentToken;
import io.godwit.protocol.trust.Fingerprint;
import io.godwit.protocol.trust.Identity;
import io.godwit.protocol.trust.PeerTrust;
import io.godwit.protocol.trust.RotatingKey;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The API over HTTPS, with real certificates. */
@Timeout(60)
final class EncryptedRestTest {
  private static final Fingerprint OURS = TestHosts.AUTHORITY.fingerprint();

  private Bench bench;
  private TlsMaterial tls;
  private RestServer server;

  @BeforeEach
  void start() throws Exception {
    bench = new Bench();
    tls = TestHosts.tls();
    server =
        new RestServer(new RestAddress("127.0.0.1", 0, tls.apiContext()), TestSites.open(bench));
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
    tls.close();
    bench.close();
  }

  private URI base() {
    return URI.create("https://127.0.0.1:" + server.port());
  }

  private ApiClient client(PeerTrust trust) {
    return new ApiClient(List.of(base()), Optional.of(trust), new Credentials.None());
  }

  private static PeerTrust pinned(Fingerprint authority) {
    return PeerTrust.in(authority, Identity.Role.MANAGER, InstantSource.system());
  }

  @Test
  void isBelievedByCertificateAndByFingerprint() {
    PeerTrust certificate =
        PeerTrust.in(
            TestHosts.AUTHORITY.certificate(), Identity.Role.MANAGER, InstantSource.system());
    for (PeerTrust trust : List.of(certificate, pinned(OURS))) {
      try (ApiClient client = client(trust)) {
        assertThat(client.vms()).isEmpty();
      }
    }
  }

  @Test
  void anotherAuthoritysManagerIsNotBelieved() {
    Authority foreign = Authority.inMemory(InstantSource.system(), new SecureRandom());
    try (ApiClient client = client(pinned(foreign.fingerprint()));
        ApiClient unpinned = new ApiClient(base())) {
      for (ApiClient each : List.of(client, unpinned)) {
        GodwitException refused = catchThrowableOfType(GodwitException.class, each::vms);
        assertThat(refused.code()).isEqualTo(ErrorCode.MANAGER_UNTRUSTED);
      }
    }
  }

  @Test
  void aHostDoesNotServeTheApi() throws Exception {
    // A host that was broken into has a certificate of our authority.
    SSLContext host = SSLContext.getInstance("TLS");
    host.init(
        new javax.net.ssl.KeyManager[] {new RotatingKey(TestHosts.enrol(bench.enrolment, "h1"))},
        null,
        null);
    try (RestServer impostor =
            new RestServer(new RestAddress("127.0.0.1", 0, host), TestSites.open(bench));
        ApiClient client =
            new ApiClient(
                List.of(URI.create("https://127.0.0.1:" + impostor.port())),
                Optional.of(pinned(OURS)),
                new Credentials.None())) {
      GodwitException refused = catchThrowableOfType(GodwitException.class, client::vms);
      assertThat(refused.code()).isEqualTo(ErrorCode.MANAGER_UNTRUSTED);
    }
  }

  @Test
  void hostsComeAndGoThroughTheApi() throws Exception {
    try (ApiClient client = client(pinned(OURS))) {
      HostToken token = client.addHost(new HostAdd("h7", "10.0.0.7", null));
      assertThat(EnrolmentToken.parse(token.token()).authority()).isEqualTo(OURS);
      assertThat(token.toString()).doesNotContain(token.token());
      TestHosts.enrol(bench.server.address(), "h7", token.token());
      assertThat(bench.enrolment.list()).extracting("address").containsExactly("10.0.0.7");
      GodwitException twice =
          catchThrowableOfType(
              GodwitException.class, () -> client.addHost(new HostAdd("h7", null, null)));
      assertThat(twice.code()).isEqualTo(ErrorCode.HOST_ALREADY_ENROLLED);
      client.addHost(new HostAdd("h7", null, true));
      client.removeHost("h7");
      assertThat(bench.enrolment.list()).isEmpty();
      GodwitException gone =
          catchThrowableOfType(GodwitException.class, () -> client.removeHost("h7"));
      assertThat(gone.code()).isEqualTo(ErrorCode.HOST_UNKNOWN);
      GodwitException noName =
          catchThrowableOfType(
              GodwitException.class, () -> client.addHost(new HostAdd("H 7", null, null)));
      assertThat(noName.code()).isEqualTo(ErrorCode.SPEC_INVALID);
    }
  }

  private X509Certificate presented() throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {pinned(OURS)}, null);
    try (SSLSocket socket =
        (SSLSocket)
            context
                .getSocketFactory()
                .createSocket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.startHandshake();
      assertThat(socket.getSession().getProtocol()).isEqualTo("TLSv1.3");
      return (X509Certificate) socket.getSession().getPeerCertificates()[0];
    }
  }

  @Test
  void aRenewedCertificateIsPresentedWithoutARestart() throws Exception {
    X509Certificate before = presented();
    try (ApiClient client = client(pinned(OURS))) {
      client.vms();
      tls.key()
          .turn(TestHosts.AUTHORITY.credential(Identity.manager("test"), List.of("localhost")));
      client.vms();
    }
    assertThat(presented().getSerialNumber()).isNotEqualTo(before.getSerialNumber());
  }

  @Test
  void oldVersionsOfTlsAreRefused() throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {pinned(OURS)}, null);
    try (SSLSocket socket =
        (SSLSocket)
            context
                .getSocketFactory()
                .createSocket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.setEnabledProtocols(new String[] {"TLSv1.2"});
      socket.startHandshake();
      assertThat(socket.getSession().getProtocol()).isEqualTo("TLSv1.2");
    }
    assertThat(tls.apiContext().getDefaultSSLParameters().getProtocols())
        .doesNotContain("TLSv1", "TLSv1.1", "SSLv3");
  }

  /** Both what is held for them and the threads: a thread each would be ten thousand. */
  @Test
  void tenThousandConnectionsThatSendNothingDisturbNobody() throws IOException {
    try (ApiClient client = client(pinned(OURS))) {
      assertThat(client.vms()).isEmpty();
      long before = usedHeap();
      int threads = Thread.activeCount();
      try (SilentConnections silent = new SilentConnections(server.port(), 10_000)) {
        await().until(() -> server.connections() > 10_000);
        long begun = System.nanoTime();
        assertThat(client.vms()).isEmpty();
        try (ApiClient another = client(pinned(OURS))) {
          assertThat(another.vms()).isEmpty();
        }
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(5));
        assertThat(usedHeap() - before).isLessThan(MAX_HELD_BYTES);
        assertThat(Thread.activeCount()).isLessThan(threads + MAX_MORE_THREADS);
      }
    }
  }

  /** Some kilobytes for each connection. */
  private static final long MAX_HELD_BYTES = 400L << 20;

  /** Those of a pool that grows. */
  private static final int MAX_MORE_THREADS = 50;

  private static long usedHeap() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}
