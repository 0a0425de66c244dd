package io.godwit.testbed.migration;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.lab.GuestSpec;
import io.godwit.lab.LabOptions;
import io.godwit.model.unit.DataSize;
import io.godwit.protocol.api.MigrationView;
import io.godwit.testbed.center.LiveGuest;
import io.godwit.testbed.center.NeedsLab;
import io.godwit.testbed.center.TestCenter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Everybody leaves a host at once: two go, the others wait where people can see them. */
@NeedsLab
@Timeout(600)
final class TwoLeaveIT {
  @RegisterExtension static final TestCenter CENTER = TestCenter.of(LabOptions.ofHosts(2));

  @Test
  void theThirdWaitsVisiblyAndGoesAndOneThatIsCancelledStays()
      throws InterruptedException, IOException {
    List<LiveGuest> guests = new ArrayList<>();
    for (int i = 1; i <= 4; i++) {
      guests.add(CENTER.boot(small("leaver" + i, 70 + i)));
    }
    CENTER.slowLinks();
    List<MigrationView> asked = new ArrayList<>();
    for (LiveGuest guest : guests) {
      asked.add(CENTER.migrate(guest.name(), "h2"));
    }
    assertThat(asked)
        .extracting(MigrationView::state)
        .containsExactly(
            MigrationView.State.RUNNING,
            MigrationView.State.RUNNING,
            MigrationView.State.QUEUED,
            MigrationView.State.QUEUED);
    MigrationView third = CENTER.api().migration(asked.get(2).id());
    assertThat(third.queue())
        .isNotNull()
        .satisfies(queue -> {
          assertThat(queue.position()).isEqualTo(1);
          assertThat(queue.reason())
              .startsWith("host h1 sends ")
              .endsWith(" already: 2 of 2 places taken, this one needs 1");
        });
    MigrationView cancelled = CENTER.api().cancelMigration(asked.get(3).id());
    assertThat(cancelled.state()).isEqualTo(MigrationView.State.CANCELLED);
    assertThat(CENTER.api().vm("leaver4").generation()).as("nobody touched it").isEqualTo(1);

    CENTER.fullSpeed();
    for (MigrationView each : asked.subList(0, 3)) {
      MigrationView ended = CENTER.awaitEnd(each.id());
      assertThat(ended.state()).as("%s", ended.problem()).isEqualTo(MigrationView.State.COMPLETED);
    }
    MigrationView waited = CENTER.api().migration(third.id());
    assertThat(waited.queue()).isNull();
    assertThat(waited.begunAt()).isAfter(waited.startedAt());
    for (LiveGuest guest : guests) {
      guest.assertUnharmed();
      assertThat(CENTER.awaitState(guest.name(), "RUNNING").host())
          .isEqualTo(guest.name().equals("leaver4") ? "h1" : "h2");
    }
  }

  /** On a slow link it has to be under way until four were asked, however slow the machine is. */
  private static GuestSpec small(String name, int number) {
    return GuestSpec.of(name, "h1", number)
        .withMemory(DataSize.ofMebibytes(256))
        .withLoad(96, 1, "random");
  }
}
