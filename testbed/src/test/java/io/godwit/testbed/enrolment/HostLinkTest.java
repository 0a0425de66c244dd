package io.godwit.testbed.enrolment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.godwit.agent.identity.HostIdentity;
import io.godwit.agent.link.ManagerLink;
import io.godwit.agent.link.OrderDesk;
import io.godwit.manager.agents.Standing;
import io.godwit.manager.authority.Authority;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.Problem;
import io.godwit.model.host.Accelerator;
import io.godwit.model.host.AcceleratorVerdict;
import io.godwit.model.host.HostDescription;
import io.godwit.model.host.HostId;
import io.godwit.model.host.QemuVersion;
import io.godwit.model.unit.DataSize;
import io.godwit.protocol.agent.Refusal;
import io.godwit.protocol.agent.ToManager;
import io.godwit.protocol.trust.EnrolmentToken;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The agent's real link and the manager's real server, over real sockets. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
final class HostLinkTest {
  private static final HostId H1 = new HostId("h1");
  private static final Duration LEADER_CHANGE = Duration.ofSeconds(10);

  @TempDir private Path folder;
  private final Authority authority =
      Authority.inMemory(InstantSource.system(), new SecureRandom());
  private final OneManager.Ledger ledger = new OneManager.Ledger();
  private final List<AutoCloseable> open = new ArrayList<>();
  private volatile Instant ahead = Instant.EPOCH;

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open.reversed()) {
      each.close();
    }
  }

  private OneManager manager(String name, Standing standing) throws Exception {
    return manager(name, authority, standing);
  }

  private OneManager manager(String name, Authority of, Standing standing) throws Exception {
    OneManager manager = new OneManager(name, of, ledger, standing);
    open.add(manager);
    return manager;
  }

  private static Standing leader(long epoch) {
    return new Standing.Leader(epoch, List.of());
  }

  private HostIdentity identity() throws Exception {
    return new HostIdentity(H1, folder, () -> Instant.now().plusSeconds(ahead.getEpochSecond()));
  }

  private ManagerLink link(HostIdentity identity, EnrolmentToken token, OneManager... managers) {
    List<String> addresses = new ArrayList<>();
    for (OneManager manager : managers) {
      addresses.add(manager.address());
    }
    ManagerLink link =
        new ManagerLink(
            identity,
            addresses,
            Optional.ofNullable(token),
            () -> new ToManager.Hello(description(), List.of()),
            new SplittableRandom(1));
    Thread thread =
        Thread.ofVirtual()
            .start(() -> {
              try {
                link.run(
                    new OrderDesk(
                        null, null, null, null, null, null, null, null, null, null, null));
              } catch (InterruptedException ending) {
                Thread.currentThread().interrupt();
              }
            });
    open.add(() -> {
      thread.interrupt();
      thread.join(Duration.ofSeconds(10));
    });
    return link;
  }

  private static HostDescription description() {
    return new HostDescription(
        H1,
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

  @Test
  void aHostEnrolsByItsTokenAndIsKnownAfterARestart() throws Exception {
    OneManager manager = manager("m1", leader(1));
    EnrolmentToken token = manager.enrolment.add(H1, "h1");
    link(identity(), token, manager);
    await().until(() -> manager.connections() == 1);
    open.removeLast().close();
    // The token is still in its configuration, and used.
    link(identity(), token, manager);
    await().until(() -> manager.connections() == 2);
  }

  @Test
  void aManagerOfAnotherAuthorityGetsNeitherTokenNorLink() throws Exception {
    Authority foreign = Authority.inMemory(InstantSource.system(), new SecureRandom());
    OneManager impostor = manager("m1", foreign, leader(99));
    OneManager manager = manager("m1", leader(1));
    EnrolmentToken token = manager.enrolment.add(H1, "h1");
    link(identity(), token, impostor, manager);
    await().until(() -> manager.connections() == 1);
    assertThat(impostor.heard).isEmpty();
    assertThat(impostor.enrolment.list()).extracting("host").containsExactly(H1);
    assertThat(ledger.now().tokens().size()).isZero();
  }

  @Test
  void aRemovedHostIsBackOnceItIsEnrolledAgain() throws Exception {
    OneManager manager = manager("m1", leader(1));
    link(identity(), manager.enrolment.add(H1, "h1"), manager);
    await().until(() -> manager.connections() == 1);
    manager.enrolment.remove(H1);
    await().until(() -> manager.heard.contains("disconnected h1"));
    // Somebody runs 'godwit-agent enrol' beside the agent.
    identity().enrol(manager.address(), manager.enrolment.add(H1, "h1"));
    await().until(() -> manager.connections() == 2);
  }

  @Test
  void aLeaderIsFoundThroughAFollower() throws Exception {
    OneManager leader = manager("m2", leader(1));
    OneManager follower = manager("m1", new Standing.Follower(leader.address()));
    EnrolmentToken token = leader.enrolment.add(H1, "h1");
    link(identity(), token, follower); // its configuration has only this one
    await().atMost(LEADER_CHANGE).until(() -> leader.connections() == 1);
  }

  @Test
  void aNewLeaderIsFollowedWithinTenSecondsAndTheOldOneNoMore() throws Exception {
    OneManager first = manager("m1", leader(1));
    OneManager second = manager("m2", new Standing.Follower(first.address()));
    ManagerLink link = link(identity(), first.enrolment.add(H1, "h1"), first, second);
    await().until(() -> first.connections() == 1);
    second.standing = leader(2);
    first.turnAway(second.address());
    await().atMost(LEADER_CHANGE).until(() -> second.connections() == 1);
    // The first believes that it leads still; it was cut off and comes back with its old epoch.
    first.standing = leader(1);
    second.turnAway(first.address());
    await().until(() -> first.connections() >= 2);
    assertThat(link.leader()).isEmpty();
    second.standing = leader(3);
    await().atMost(LEADER_CHANGE).until(() -> link.leader().isPresent());
    assertThat(link.leader()).contains(second.address());
  }

  @Test
  void aLeaderThatDiesIsReplacedWithinTenSeconds() throws Exception {
    OneManager first = manager("m1", leader(1));
    OneManager second = manager("m2", new Standing.Follower(null));
    link(identity(), first.enrolment.add(H1, "h1"), first, second);
    await().until(() -> first.connections() == 1);
    first.close();
    second.standing = leader(2);
    await().atMost(LEADER_CHANGE).until(() -> second.connections() == 1);
  }

  @Test
  void aCertificateIsRenewedAndTheLinkMadeAnewOnce() throws Exception {
    OneManager manager = manager("m1", leader(1));
    HostIdentity identity = identity();
    ManagerLink link = link(identity, manager.enrolment.add(H1, "h1"), manager);
    await().until(() -> link.leader().isPresent());
    String before = identity.credential().orElseThrow().serial();
    identity.renew(link.leader().orElseThrow());
    assertThat(identity.credential().orElseThrow().serial()).isNotEqualTo(before);
    link.renewWhenIdle();
    await().until(() -> manager.connections() == 2);
    await().until(() -> link.leader().isPresent());
    assertThat(identity().credential()).map(own -> own.serial()).isNotEqualTo(Optional.of(before));
  }

  @Test
  void aCertificateIsDueWhenAThirdOfItsTimeIsLeft() throws Exception {
    OneManager manager = manager("m1", leader(1));
    HostIdentity identity = identity();
    identity.enrol(manager.address(), manager.enrolment.add(H1, "h1"));
    var own = identity.credential().orElseThrow();
    assertThat(own.isDueForRenewal(identity.now())).isFalse();
    ahead = Instant.EPOCH.plus(Duration.ofDays(59));
    assertThat(own.isDueForRenewal(identity.now())).isFalse();
    ahead = Instant.EPOCH.plus(Duration.ofDays(61));
    assertThat(own.isDueForRenewal(identity.now())).isTrue();
    assertThat(identity.hasExpired()).isFalse();
    ahead = Instant.EPOCH.plus(Duration.ofDays(91));
    assertThat(identity.hasExpired()).isTrue();
  }

  @Test
  void aSecondHostWithTheSameTokenIsRefused(@TempDir Path other) throws Exception {
    OneManager manager = manager("m1", leader(1));
    EnrolmentToken token = manager.enrolment.add(H1, "h1");
    identity().enrol(manager.address(), token);
    HostIdentity thief = new HostIdentity(H1, other, InstantSource.system());
    try {
      thief.enrol(manager.address(), token);
    } catch (StatusRuntimeException refused) {
      assertThat(Refusal.problem(refused).map(Problem::code))
          .contains(ErrorCode.ENROLMENT_TOKEN_INVALID);
      assertThat(thief.credential()).isEmpty();
      return;
    }
    throw new AssertionError("enrolled");
  }
}
