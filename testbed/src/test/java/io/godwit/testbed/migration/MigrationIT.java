package io.godwit.testbed.migration;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.lab.GuestSpec;
import io.godwit.lab.LabOptions;
import io.godwit.lab.client.ClientReport;
import io.godwit.model.unit.DataSize;
import io.godwit.protocol.api.MigrationView;
import io.godwit.protocol.api.VmView;
import io.godwit.testbed.center.LiveGuest;
import io.godwit.testbed.center.NeedsLab;
import io.godwit.testbed.center.TestCenter;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A running guest changes its host, and nothing inside or outside of it can tell. */
@NeedsLab
@Timeout(300)
final class MigrationIT {
  @RegisterExtension static final TestCenter CENTER = TestCenter.of(LabOptions.ofHosts(2));

  private static final MigrationView.State COMPLETED = MigrationView.State.COMPLETED;
  private static final Duration FLOWING = Duration.ofSeconds(10);

  @Test
  void anIdleGuestMoves() throws InterruptedException, IOException {
    LiveGuest guest = CENTER.boot(small("idle", "h1", 10).withLoad(64, 0, "random"));
    assertNobodyNotices(guest, "h1", "h2");
  }

  @Test
  void aBusyGuestMovesAndNobodyNotices() throws InterruptedException, IOException {
    LiveGuest guest = CENTER.boot(small("busy", "h1", 11).withLoad(96, 20, "random"));
    assertNobodyNotices(guest, "h1", "h2");
  }

  @Test
  void aGuestGoesThereAndBackTenTimes() throws InterruptedException, IOException {
    LiveGuest guest = CENTER.boot(small("shuttle", "h1", 12).withLoad(32, 5, "compressible"));
    for (int trip = 1; trip <= 10; trip++) {
      MigrationView there = CENTER.move("shuttle", "h2");
      assertThat(there.state()).as("trip %d: %s", trip, there.problem()).isEqualTo(COMPLETED);
      MigrationView back = CENTER.move("shuttle", "h1");
      assertThat(back.state()).as("trip %d: %s", trip, back.problem()).isEqualTo(COMPLETED);
    }
    guest.assertUnharmed();
    assertThat(CENTER.assertRunsOnlyOn("shuttle", "h1").generation()).isEqualTo(21);
  }

  @Test
  void twoGuestsMoveInOppositeDirectionsAtOnce() throws InterruptedException, IOException {
    LiveGuest one = CENTER.boot(small("east", "h1", 13).withLoad(64, 5, "random"));
    LiveGuest other = CENTER.boot(small("west", "h2", 14).withLoad(64, 5, "random"));
    MigrationView eastwards = CENTER.migrate("east", "h2");
    MigrationView westwards = CENTER.migrate("west", "h1");
    assertThat(CENTER.awaitEnd(eastwards.id()).state()).isEqualTo(COMPLETED);
    assertThat(CENTER.awaitEnd(westwards.id()).state()).isEqualTo(COMPLETED);
    one.assertUnharmed();
    other.assertUnharmed();
    assertThat(CENTER.awaitState("east", "RUNNING").host()).isEqualTo("h2");
    assertThat(CENTER.awaitState("west", "RUNNING").host()).isEqualTo("h1");
    for (String host : new String[] {"h1", "h2"}) {
      TestCenter.soon("one VM on " + host)
          .untilAsserted(() -> {
            assertThat(CENTER.traces(host).qemus()).hasSize(1);
            assertThat(CENTER.traces(host).taps()).hasSize(1);
            assertThat(CENTER.traces(host).definitions()).hasSize(1);
          });
    }
  }

  private static GuestSpec small(String name, String host, int number) {
    return GuestSpec.of(name, host, number).withMemory(DataSize.ofMebibytes(256));
  }

  private static void assertNobodyNotices(LiveGuest guest, String from, String to)
      throws IOException {
    VmView before = CENTER.api().vm(guest.name());
    guest.client().settle(FLOWING);
    guest.client().mark("move");
    MigrationView ended = CENTER.move(guest.name(), to);
    guest.client().settle(FLOWING);
    guest.client().mark("after");
    assertThat(ended.state()).as("%s", ended.problem()).isEqualTo(COMPLETED);
    assertThat(ended.source()).isEqualTo(from);
    assertThat(ended.destination()).isEqualTo(to);

    ClientReport report = guest.assertUnharmed();
    assertPlausible(ended, report.window("move"));
    VmView after = CENTER.assertRunsOnlyOn(guest.name(), to);
    assertThat(after.generation()).isEqualTo(before.generation() + 1);
    assertThat(after.id()).isEqualTo(before.id());
    assertThat(after.machine()).isEqualTo(before.machine());
  }

  /** The figures agree with each other, and the pause with what the client saw. */
  private static void assertPlausible(MigrationView ended, ClientReport.Window seen) {
    MigrationView.Result result = ended.result();
    assertThat(result).isNotNull();
    assertThat(result.rounds()).isPositive();
    assertThat(result.transferredBytes()).isPositive();
    assertThat(result.downtimeMs()).isPositive().isLessThan(result.totalMs());
    assertThat(result.copyMs()).isPositive().isLessThan(result.totalMs());
    // No heartbeat is sent while the guest stands, so that the silence is at least as long; a
    // heartbeat may leave late and a stop may be told late on a machine that has much to do.
    assertThat(result.downtimeMs())
        .as("downtime against the longest silence of %s", seen)
        .isLessThan(seen.longestSilenceMs() + 50);
    // There is no third host: the one that the guest has left looks back.
    assertThat(result.blackoutMs()).as("%s", result.blackoutUnknown()).isNotNull().isPositive();
    assertThat(result.blackoutSeenBy()).isEqualTo(ended.source());
    System.out.printf(
        "%s: downtime %.1f ms, QEMU's %.1f ms, blackout %.1f ms, a client saw %.1f ms%n",
        ended.vm(),
        result.downtimeMs(),
        result.qemuDowntimeMs(),
        result.blackoutMs(),
        seen.longestSilenceMs());
  }
}
