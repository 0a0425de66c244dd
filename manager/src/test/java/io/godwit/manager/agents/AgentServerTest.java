package io.godwit.manager.agents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.godwit.manager.authority.Authority;
import io.godwit.manager.authority.TlsMaterial;
import io.godwit.manager.enrolment.HostEnrolment;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.Problem;
import io.godwit.model.host.Accelerator;
import io.godwit.model.host.AcceleratorVerdict;
import io.godwit.model.host.HostDescription;
import io.godwit.model.host.HostId;
import io.godwit.model.host.QemuVersion;
import io.godwit.model.migration.MigrationId;
import io.godwit.model.migration.MigrationProgress;
import io.godwit.model.unit.DataSize;
import io.godwit.model.vm.VmId;
import io.godwit.model.vm.VmObservation;
import io.godwit.protocol.agent.AgentLink;
import io.godwit.protocol.agent.Enrolment;
import io.godwit.protocol.agent.Refusal;
import io.godwit.protocol.agent.ToAgent;
import io.godwit.protocol.agent.ToManager;
import io.godwit.protocol.trust.Credential;
import io.godwit.protocol.trust.EnrolmentToken;
import io.godwit.protocol.trust.Identity;
import io.godwit.protocol.trust.Pem;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Real sockets, real certificates. */
@Timeout(60)
final class AgentServerTest {
  private static final HostId H1 = new HostId("h1");
  private static final HostId H2 = new HostId("h2");
  private static final List<String> MANAGERS = List.of("10.0.0.1:7443", "10.0.0.2:7443");

  private final AtomicReference<Standing> standing =
      new AtomicReference<>(new Standing.Leader(7, MANAGERS));
  private final List<ManagedChannel> channels = new ArrayList<>();
  private final List<String> heard = new CopyOnWriteArrayList<>();
  private final AgentDirectory directory = new AgentDirectory(new OrderPermit(() -> true));
  private TlsMaterial tls;
  private HostEnrolment enrolment;
  private AgentServer server;

  @BeforeEach
  void start() throws Exception {
    tls = TestHosts.tls();
    enrolment =
        new HostEnrolment(
            TestHosts.AUTHORITY, new MemoryLedger(), InstantSource.system(), new SecureRandom());
    server =
        new AgentServer(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            new Reception(tls, enrolment, "1.2.3", standing::get),
            directory,
            new Hearing(),
            Duration.ofSeconds(2));
  }

  @AfterEach
  void stop() throws Exception {
    for (ManagedChannel channel : channels) {
      TestHosts.end(channel);
    }
    server.close();
    tls.close();
  }

  private final class Hearing implements LinkListener {
    @Override
    public void connected(HostDescription host, long link, List<VmObservation> vms) {
      heard.add("connected " + host.id());
    }

    @Override
    public void disconnected(HostId host, long link) {
      heard.add("disconnected " + host);
    }

    @Override
    public void seen(HostId host, VmObservation observation) {}

    @Override
    public void gone(HostId host, VmId vm) {
      heard.add("gone " + host);
    }

    @Override
    public void progressed(HostId host, MigrationId migration, MigrationProgress progress) {}
  }

  /** One link, as a host makes it. */
  private static final class Caller implements StreamObserver<ToAgent> {
    final BlockingQueue<Object> said = new LinkedBlockingQueue<>();
    StreamObserver<ToManager> out;

    @Override
    public void onNext(ToAgent message) {
      said.add(message);
    }

    @Override
    public void onError(Throwable ended) {
      said.add(ended);
    }

    @Override
    public void onCompleted() {
      said.add("completed");
    }

    ToAgent.Welcome welcome() throws InterruptedException {
      return (ToAgent.Welcome) said.poll(10, TimeUnit.SECONDS);
    }

    StatusRuntimeException refusal() throws InterruptedException {
      Object next = said.poll(10, TimeUnit.SECONDS);
      assertThat(next).isInstanceOf(StatusRuntimeException.class);
      return (StatusRuntimeException) next;
    }
  }

  private ManagedChannel open(ManagedChannel channel) {
    channels.add(channel);
    return channel;
  }

  private Caller call(Credential credential, HostId says) {
    return call(open(TestHosts.channel(server.address(), credential)), says);
  }

  private static Caller call(ManagedChannel channel, HostId says) {
    Caller caller = new Caller();
    caller.out =
        ClientCalls.asyncBidiStreamingCall(
            channel.newCall(AgentLink.CONNECT, CallOptions.DEFAULT), caller);
    caller.out.onNext(new ToManager.Hello(description(says), List.of()));
    return caller;
  }

  private static HostDescription description(HostId host) {
    return new HostDescription(
        host,
        "0",
        "6.1",
        4,
        DataSize.ofGibibytes(4),
        new AcceleratorVerdict(Accelerator.TCG, "there is no /dev/kvm"),
        new QemuVersion(10, 0, 2),
        List.of("pc-q35-10.0"),
        "godwit",
        "10.0.0.1",
        List.of(),
        List.of(),
        null,
        null);
  }

  private static void refused(Caller caller, Status.Code status, ErrorCode code) throws Exception {
    StatusRuntimeException refusal = caller.refusal();
    assertThat(refusal.getStatus().getCode()).as(refusal.toString()).isEqualTo(status);
    assertThat(Refusal.problem(refusal).map(Problem::code)).contains(code);
    assertThat(refusal.getStatus().getDescription()).isNotBlank();
  }

  private StatusRuntimeException enrolFails(String host, String token, String request) {
    ManagedChannel stranger =
        open(TestHosts.stranger(server.address(), TestHosts.AUTHORITY.fingerprint()));
    return enrolFails(stranger, host, token, request);
  }

  private static StatusRuntimeException enrolFails(
      ManagedChannel stranger, String host, String token, String request) {
    try {
      ClientCalls.blockingUnaryCall(
          stranger,
          AgentLink.ENROL,
          CallOptions.DEFAULT.withDeadlineAfter(20, TimeUnit.SECONDS),
          new Enrolment.Enrol(new HostId(host), token, request));
    } catch (StatusRuntimeException refused) {
      return refused;
    }
    throw new AssertionError("enrolled");
  }

  private static ErrorCode code(StatusRuntimeException refused) {
    return Refusal.problem(refused).map(Problem::code).orElse(null);
  }

  private static String request() {
    return TestHosts.request(TestHosts.newKey());
  }

  @Test
  void aTokenLeadsToALink() throws Exception {
    String token = enrolment.add(H1, "10.0.0.7").text();
    Credential credential = TestHosts.enrol(server.address(), "h1", token);
    assertThat(Identity.of(credential.leaf())).contains(Identity.of(H1));
    ToAgent.Welcome welcome = call(credential, H1).welcome();
    assertThat(welcome).isEqualTo(new ToAgent.Welcome("1.2.3", 7, MANAGERS));
    assertThat(heard).containsExactly("connected h1");
    assertThat(enrolment.list()).extracting("address").containsExactly("10.0.0.7");
  }

  @Test
  void aTokenIsUsedOnceAndForItsHost() throws Exception {
    String token = enrolment.add(H1, "h1").text();
    enrolment.add(H2, "h2");
    StatusRuntimeException other = enrolFails("h2", token, request());
    assertThat(code(other)).isEqualTo(ErrorCode.ENROLMENT_TOKEN_INVALID);
    assertThat(other.getStatus().getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
    TestHosts.enrol(server.address(), "h1", token);
    assertThat(code(enrolFails("h1", token, request())))
        .isEqualTo(ErrorCode.ENROLMENT_TOKEN_INVALID);
    EnrolmentToken guess =
        EnrolmentToken.of(new byte[EnrolmentToken.SECRET_BYTES], TestHosts.AUTHORITY.fingerprint());
    assertThat(code(enrolFails("h2", guess.text(), request())))
        .isEqualTo(ErrorCode.ENROLMENT_TOKEN_INVALID);
    assertThat(code(enrolFails("h2", "gwt1.nonsense", request())))
        .isEqualTo(ErrorCode.ENROLMENT_TOKEN_INVALID);
  }

  @Test
  void aBadRequestDoesNotUseTheToken() throws Exception {
    String token = enrolment.add(H1, "h1").text();
    assertThat(code(enrolFails("h1", token, "garbage")))
        .isEqualTo(ErrorCode.SIGNING_REQUEST_INVALID);
    assertThat(code(enrolFails("h1", token, "x".repeat(1 << 20))))
        .isEqualTo(ErrorCode.SIGNING_REQUEST_INVALID);
    KeyPair pair = TestHosts.newKey();
    assertThat(code(enrolFails("h1", token, TestHosts.request(pair, TestHosts.newKey()))))
        .isEqualTo(ErrorCode.SIGNING_REQUEST_INVALID);
    // Larger than any message: gRPC itself ends the call.
    assertThat(enrolFails("h1", token, "x".repeat(AgentLink.MAX_MESSAGE_BYTES)).getStatus())
        .isNotNull();
    TestHosts.enrol(server.address(), "h1", token);
  }

  @Test
  void whoeverShowsNoCertificateGetsNoLink() throws Exception {
    ManagedChannel stranger =
        open(TestHosts.stranger(server.address(), TestHosts.AUTHORITY.fingerprint()));
    refused(call(stranger, H1), Status.Code.UNAUTHENTICATED, ErrorCode.AGENT_NOT_ENROLLED);
    assertThat(heard).isEmpty();
  }

  @Test
  void aHostIsWhoItsCertificateSays() throws Exception {
    Credential h2 = TestHosts.enrol(enrolment, "h2");
    TestHosts.enrol(enrolment, "h1");
    refused(call(h2, H1), Status.Code.UNAUTHENTICATED, ErrorCode.AGENT_NOT_ENROLLED);
    assertThat(heard).isEmpty();
  }

  @Test
  void aCertificateThatWasNeverRecordedIsNoneOfOurs() throws Exception {
    KeyPair pair = TestHosts.newKey();
    X509Certificate stray =
        TestHosts.AUTHORITY.sign(
            io.godwit.manager.authority.SigningRequest.parse(TestHosts.request(pair)),
            Identity.of(H1));
    Credential credential =
        new Credential(pair.getPrivate(), List.of(stray, TestHosts.AUTHORITY.certificate()));
    refused(call(credential, H1), Status.Code.UNAUTHENTICATED, ErrorCode.AGENT_NOT_ENROLLED);
    TestHosts.enrol(enrolment, "h1");
    refused(call(credential, H1), Status.Code.PERMISSION_DENIED, ErrorCode.CERTIFICATE_REVOKED);
  }

  @Test
  void removingAHostEndsItsLinkAtOnceAndForGood() throws Exception {
    Credential credential = TestHosts.enrol(enrolment, "h1");
    Caller caller = call(credential, H1);
    caller.welcome();
    enrolment.remove(H1);
    refused(caller, Status.Code.PERMISSION_DENIED, ErrorCode.CERTIFICATE_REVOKED);
    assertThat(heard).containsSubsequence("connected h1", "disconnected h1");
    refused(call(credential, H1), Status.Code.PERMISSION_DENIED, ErrorCode.CERTIFICATE_REVOKED);
  }

  @Test
  void enrollingAgainEndsTheLinkOfTheOlderCertificate() throws Exception {
    Credential old = TestHosts.enrol(enrolment, "h1");
    Caller first = call(old, H1);
    first.welcome();
    Credential young = TestHosts.enrol(enrolment, "h1");
    refused(first, Status.Code.PERMISSION_DENIED, ErrorCode.CERTIFICATE_REVOKED);
    assertThat(call(young, H1).welcome()).isNotNull();
  }

  @Test
  void foreignAndExpiredCertificatesEndTheHandshake() throws Exception {
    Authority foreign = Authority.inMemory(InstantSource.system(), new SecureRandom());
    Instant past = Instant.now().minus(Duration.ofDays(200));
    for (Credential bad : List.of(signedBy(foreign, H1), expired(past))) {
      Caller caller = call(bad, H1);
      StatusRuntimeException refusal = caller.refusal();
      assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
      assertThat(Refusal.problem(refusal)).isEmpty();
    }
    assertThat(heard).isEmpty();
  }

  /** The right name, from the wrong authority; the manager is known by the right one. */
  private static Credential signedBy(Authority authority, HostId host) {
    KeyPair pair = TestHosts.newKey();
    X509Certificate leaf =
        authority.sign(
            io.godwit.manager.authority.SigningRequest.parse(TestHosts.request(pair)),
            Identity.of(host));
    return new Credential(pair.getPrivate(), List.of(leaf, authority.certificate()));
  }

  private static Credential expired(Instant signedAt) throws Exception {
    java.nio.file.Path folder = java.nio.file.Files.createTempDirectory("authority");
    Authority.adopt(folder, TestHosts.AUTHORITY.copy());
    return signedBy(Authority.open(folder, () -> signedAt, new SecureRandom()), H1);
  }

  @Test
  void aCertificateIsRenewedWhileItsLinkStands() throws Exception {
    Credential old = TestHosts.enrol(enrolment, "h1");
    ManagedChannel channel = open(TestHosts.channel(server.address(), old));
    Caller caller = call(channel, H1);
    caller.welcome();
    KeyPair next = TestHosts.newKey();
    Enrolment.Granted granted =
        ClientCalls.blockingUnaryCall(
            channel,
            AgentLink.RENEW,
            CallOptions.DEFAULT.withDeadlineAfter(10, TimeUnit.SECONDS),
            new Enrolment.Renew(TestHosts.request(next)));
    Credential young = new Credential(next.getPrivate(), Pem.certificates(granted.chain()));
    caller.out.onNext(new ToManager.VmGone(new VmId(new java.util.UUID(1, 1))));
    await().until(() -> heard.contains("gone h1"));
    assertThat(call(young, H1).welcome()).isNotNull();
  }

  @Test
  void renewalNeedsACertificate() {
    ManagedChannel stranger =
        open(TestHosts.stranger(server.address(), TestHosts.AUTHORITY.fingerprint()));
    try {
      ClientCalls.blockingUnaryCall(
          stranger,
          AgentLink.RENEW,
          CallOptions.DEFAULT.withDeadlineAfter(10, TimeUnit.SECONDS),
          new Enrolment.Renew(request()));
    } catch (StatusRuntimeException refused) {
      assertThat(code(refused)).isEqualTo(ErrorCode.AGENT_NOT_ENROLLED);
      return;
    }
    throw new AssertionError("renewed");
  }

  @Test
  void aFollowerSendsEverybodyToTheLeader() throws Exception {
    Credential credential = TestHosts.enrol(enrolment, "h1");
    String token = enrolment.add(H2, "h2").text();
    standing.set(new Standing.Follower("10.0.0.9:7443"));
    StatusRuntimeException refusal = call(credential, H1).refusal();
    assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION);
    assertThat(Refusal.leader(refusal)).contains("10.0.0.9:7443");
    assertThat(Refusal.leader(enrolFails("h2", token, request()))).contains("10.0.0.9:7443");
    standing.set(new Standing.Follower(null));
    refused(call(credential, H1), Status.Code.FAILED_PRECONDITION, ErrorCode.NOT_THE_LEADER);
    standing.set(new Standing.Leader(8, MANAGERS));
    TestHosts.enrol(server.address(), "h2", token);
  }

  @Test
  void aLeaderThatIsOneNoMoreTurnsItsHostsAway() throws Exception {
    Caller caller = call(TestHosts.enrol(enrolment, "h1"), H1);
    caller.welcome();
    server.turnAway("10.0.0.9:7443");
    assertThat(Refusal.leader(caller.refusal())).contains("10.0.0.9:7443");
  }

  @Test
  void guessersAreThrottledEvenIfTheyHaveAGoodTokenAtLast() throws Exception {
    String token = enrolment.add(H1, "h1").text();
    ManagedChannel stranger =
        open(TestHosts.stranger(server.address(), TestHosts.AUTHORITY.fingerprint()));
    for (int i = 0; i < AttemptLimit.BURST + 2; i++) {
      enrolFails(stranger, "h1", "gwt1.bad", "none");
    }
    StatusRuntimeException refused = enrolFails(stranger, "h1", token, request());
    assertThat(code(refused)).isEqualTo(ErrorCode.ENROLMENT_THROTTLED);
    assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    // Those who are enrolled are not strangers.
    assertThat(call(TestHosts.enrol(enrolment, "h2"), H2).welcome()).isNotNull();
  }

  @Test
  void aThousandConnectionsThatSendNothingDisturbNobody() throws Exception {
    Credential credential = TestHosts.enrol(enrolment, "h1");
    List<Socket> silent = new ArrayList<>();
    try {
      for (int i = 0; i < 1000; i++) {
        silent.add(new Socket(server.address().getAddress(), server.address().getPort()));
      }
      long begun = System.nanoTime();
      assertThat(call(credential, H1).welcome()).isNotNull();
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(5));
      // And they are not kept for ever: the first of them is closed from the other side.
      Socket first = silent.getFirst();
      first.setSoTimeout(20_000);
      assertThat(first.getInputStream().read()).isNegative();
    } finally {
      for (Socket each : silent) {
        each.close();
      }
    }
  }

  @Test
  void strangersThatBeginACallAndSendNothingDoNotKeepOthersOut() throws Exception {
    String token = enrolment.add(H1, "h1").text();
    for (int i = 0; i < 20; i++) {
      ManagedChannel stranger =
          open(TestHosts.stranger(server.address(), TestHosts.AUTHORITY.fingerprint()));
      var call = stranger.newCall(AgentLink.ENROL, CallOptions.DEFAULT);
      call.start(new io.grpc.ClientCall.Listener<>() {}, new io.grpc.Metadata());
      call.request(1);
    }
    await()
        .atMost(Duration.ofSeconds(30))
        .ignoreExceptions()
        .until(() -> TestHosts.enrol(server.address(), "h1", token) != null);
  }

  @Test
  void aHandshakeOfNoiseIsJustClosed() throws Exception {
    try (Socket noise = new Socket(server.address().getAddress(), server.address().getPort())) {
      noise
          .getOutputStream()
          .write("GET / HTTP/1.1\r\n\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
      noise.setSoTimeout(10_000);
      noise.getInputStream().readAllBytes();
    }
    assertThat(call(TestHosts.enrol(enrolment, "h1"), H1).welcome()).isNotNull();
  }
}
