package io.godwit.testbed.failover;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.lab.GuestSpec;
import io.godwit.lab.LabManager;
import io.godwit.lab.LabOptions;
import io.godwit.model.unit.DataSize;
import io.godwit.protocol.api.ManagerView;
import io.godwit.protocol.api.MigrationView;
import io.godwit.testbed.center.LiveGuest;
import io.godwit.testbed.center.NeedsLab;
import io.godwit.testbed.center.TestCenter;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Of three managers one dies, or is stopped in its tracks: another one goes on. */
@NeedsLab
@Timeout(300)
final class FailoverIT {
  /** From the leader's death to the next one's first answer. */
  private static final Duration HEADLESS = Duration.ofSeconds(10);

  @RegisterExtension
  static final TestCenter CENTER = TestCenter.of(LabOptions.ofHosts(2).withManagers(3));

  @Test
  void aMigrationOutlivesTheManagerThatBeganIt() throws InterruptedException, IOException {
    LiveGuest guest = boot("heir", 60);
    CENTER.slowLinks();
    MigrationView begun = CENTER.migrateUntilPrecopy("heir", "h2");
    LabManager killed = CENTER.lab().leader();
    long death = System.nanoTime();
    killed.kill();
    LabManager next = awaitOtherThan(killed);
    assertThat(Duration.ofNanos(System.nanoTime() - death)).isLessThan(HEADLESS);
    assertThat(CENTER.api().migration(begun.id()).state())
        .as("the record of the copy that goes on")
        .isEqualTo(MigrationView.State.RUNNING);
    CENTER.fullSpeed();

    MigrationView ended = CENTER.awaitEnd(begun.id());
    assertThat(ended.state()).as("%s", ended.problem()).isEqualTo(MigrationView.State.COMPLETED);
    guest.assertUnharmed();
    CENTER.assertRunsOnlyOn("heir", "h2");

    killed.start();
    awaitRole(killed, ManagerView.Role.FOLLOWER);
    assertThat(CENTER.lab().leader()).as("nobody leads again because it is back").isSameAs(next);
    assertThat(CENTER.api().migration(begun.id()).result()).isEqualTo(ended.result());
  }

  @Test
  void aLeaderThatWasFrozenDecidesNothingWhenItAwakes() throws InterruptedException, IOException {
    LiveGuest guest = boot("sleeper", 61);
    LabManager frozen = CENTER.lab().leader();
    frozen.freeze();
    try {
      awaitOtherThan(frozen);
      CENTER.lab().awaitConnected();
      MigrationView moved = CENTER.move("sleeper", "h2");
      assertThat(moved.state()).as("%s", moved.problem()).isEqualTo(MigrationView.State.COMPLETED);
    } finally {
      frozen.thaw();
    }
    awaitRole(frozen, ManagerView.Role.FOLLOWER);
    assertThat(CENTER.assertRunsOnlyOn("sleeper", "h2").generation()).isEqualTo(2);
    assertThat(CENTER.move("sleeper", "h1").state()).isEqualTo(MigrationView.State.COMPLETED);
    guest.assertUnharmed();
    CENTER.assertRunsOnlyOn("sleeper", "h1");
  }

  private static LabManager awaitOtherThan(LabManager gone) {
    return TestCenter.soon("another manager leads")
        .until(() -> CENTER.lab().leader(), leader -> leader != gone);
  }

  private static void awaitRole(LabManager manager, ManagerView.Role role) {
    TestCenter.soon(manager.name() + " is " + role)
        .until(() ->
            CENTER.api().managers().stream()
                .anyMatch(view -> view.name().equals(manager.name()) && view.role() == role));
  }

  private static LiveGuest boot(String name, int number) throws InterruptedException {
    return CENTER.boot(
        GuestSpec.of(name, "h1", number)
            .withMemory(DataSize.ofMebibytes(256))
            .withLoad(96, 5, "random"));
  }
}
