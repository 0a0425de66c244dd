package io.godwit.testbed.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.godwit.lab.GuestSpec;
import io.godwit.lab.LabOptions;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.unit.DataSize;
import io.godwit.protocol.api.MigrationView;
import io.godwit.testbed.center.LiveGuest;
import io.godwit.testbed.center.NeedsLab;
import io.godwit.testbed.center.TestCenter;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A copy is disturbed while it runs; the guest never notices, and nothing is left behind. */
@NeedsLab
@Timeout(300)
final class DisturbedCopyIT {
  @RegisterExtension static final TestCenter CENTER = TestCenter.of(LabOptions.ofHosts(2));

  @Test
  void aCancelledGuestStaysAndCanBeMovedAgain() throws InterruptedException, IOException {
    LiveGuest guest = busy("wavering", 20);
    CENTER.slowLinks();
    MigrationView copying = CENTER.migrateUntilPrecopy("wavering", "h2");
    MigrationView cancelled = CENTER.api().cancelMigration(copying.id());

    assertThat(cancelled.state()).isEqualTo(MigrationView.State.CANCELLED);
    assertThat(cancelled.problem().code()).isEqualTo("MIGRATION_CANCELLED");
    assertThat(cancelled.problem().detail()).contains("VM wavering", "h1");
    CENTER.assertClean("h2");
    CENTER.assertRunsOnlyOn("wavering", "h1");

    CENTER.fullSpeed();
    MigrationView again = CENTER.move("wavering", "h2");
    assertThat(again.state()).as("%s", again.problem()).isEqualTo(MigrationView.State.COMPLETED);
    guest.assertUnharmed();
    CENTER.assertRunsOnlyOn("wavering", "h2");

    GodwitException late =
        catchThrowableOfType(GodwitException.class, () -> CENTER.api().cancelMigration(again.id()));
    assertThat(late.code()).isEqualTo(ErrorCode.MIGRATION_ENDED);
  }

  @Test
  void theGuestStaysWhenTheDestinationsQemuDies() throws InterruptedException, IOException {
    LiveGuest guest = busy("stranded", 21);
    CENTER.slowLinks();
    MigrationView copying = CENTER.migrateUntilPrecopy("stranded", "h2");
    CENTER.host("h2").killQemuProcesses();
    MigrationView ended = CENTER.awaitEnd(copying.id());

    assertThat(ended.state()).isEqualTo(MigrationView.State.FAILED);
    assertThat(ended.problem().code()).isEqualTo("MIGRATION_FAILED");
    assertThat(ended.problem().detail())
        .contains("VM stranded stays on h1")
        .contains("On h2: The destination's QEMU ended before the guest ran there");
    CENTER.assertClean("h2");
    CENTER.assertRunsOnlyOn("stranded", "h1");
    guest.assertUnharmed();
  }

  @Test
  void theVmHasCrashedWhenTheSourcesQemuDies() throws InterruptedException {
    busy("doomed", 22);
    CENTER.slowLinks();
    MigrationView copying = CENTER.migrateUntilPrecopy("doomed", "h2");
    CENTER.host("h1").killQemuProcesses();
    MigrationView ended = CENTER.awaitEnd(copying.id());

    assertThat(ended.state()).isEqualTo(MigrationView.State.FAILED);
    assertThat(ended.problem().code()).isEqualTo("QEMU_DIED");
    assertThat(ended.problem().detail()).contains("VM doomed", "h1");
    CENTER.assertClean("h2");
    assertThat(CENTER.awaitState("doomed", "CRASHED").problem().code()).isEqualTo("QEMU_DIED");
    assertThat(CENTER.api().vm("doomed").host()).isEqualTo("h1");
    assertThat(CENTER.api().startVm("doomed").state()).isEqualTo("RUNNING");
  }

  @Test
  void theGuestRunsOnceThoughTheSourcesAgentDies() throws InterruptedException, IOException {
    LiveGuest guest = busy("orphaned", 23);
    CENTER.slowLinks();
    MigrationView copying = CENTER.migrateUntilPrecopy("orphaned", "h2");
    CENTER.host("h1").killAgent();
    CENTER.fullSpeed();
    CENTER.host("h1").startAgent();
    assertEndsWithOneGuest(guest, CENTER.awaitEnd(copying.id()));
  }

  @Test
  void aGuestThatArrivesWithoutAnAgentIsFoundThere() throws InterruptedException, IOException {
    LiveGuest guest = busy("awaited", 24);
    CENTER.slowLinks();
    MigrationView copying = CENTER.migrateUntilPrecopy("awaited", "h2");
    CENTER.host("h2").killAgent();
    CENTER.fullSpeed();
    TestCenter.soon("arrival without an agent")
        .until(() -> CENTER.api().migration(copying.id()).phase().equals("SWITCHOVER"));
    CENTER.host("h2").startAgent();
    MigrationView ended = CENTER.awaitEnd(copying.id());
    assertThat(ended.state()).as("%s", ended.problem()).isEqualTo(MigrationView.State.COMPLETED);
    assertEndsWithOneGuest(guest, ended);
  }

  private static void assertEndsWithOneGuest(LiveGuest guest, MigrationView ended)
      throws IOException {
    boolean moved = ended.state() == MigrationView.State.COMPLETED;
    if (!moved) {
      assertThat(ended.state()).isEqualTo(MigrationView.State.FAILED);
      assertThat(ended.problem().detail()).contains("VM " + guest.name() + " stays on h1");
    }
    CENTER.assertRunsOnlyOn(guest.name(), moved ? "h2" : "h1");
    guest.assertUnharmed();
  }

  /** At 80 Mbit/s its 96 MiB take ten seconds and are then dirty again. */
  private static LiveGuest busy(String name, int number) throws InterruptedException {
    return CENTER.boot(
        GuestSpec.of(name, "h1", number)
            .withMemory(DataSize.ofMebibytes(256))
            .withLoad(96, 10, "random"));
  }
}
