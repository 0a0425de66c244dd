package io.godwit.testbed.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.godwit.lab.GuestSpec;
import io.godwit.lab.LabOptions;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.unit.DataSize;
import io.godwit.protocol.api.MaintenanceEnd;
import io.godwit.protocol.api.MaintenanceRequest;
import io.godwit.protocol.api.MaintenanceView;
import io.godwit.protocol.api.MaintenanceView.Leaving;
import io.godwit.protocol.api.MaintenanceView.Stage;
import io.godwit.protocol.api.PlaceRequest;
import io.godwit.protocol.api.PlanSummary;
import io.godwit.protocol.api.VmCreate;
import io.godwit.protocol.api.VmView;
import io.godwit.testbed.center.LiveGuest;
import io.godwit.testbed.center.NeedsLab;
import io.godwit.testbed.center.TestCenter;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A host is emptied at noon, and nobody calls. */
@NeedsLab
@Timeout(300)
final class MaintenanceIT {
  @RegisterExtension static final TestCenter CENTER = TestCenter.of(LabOptions.ofHosts(3));

  private static final MaintenanceRequest ENTER = new MaintenanceRequest(null, null, null);
  private static final MaintenanceRequest CHECK = new MaintenanceRequest(null, null, true);

  @Test
  void aHostIsEmptiedAndTakesVmsAgainAndTheGuestsNoticeNothing()
      throws InterruptedException, IOException {
    List<LiveGuest> guests = new ArrayList<>();
    for (int i = 1; i <= 3; i++) {
      guests.add(CENTER.boot(small("tenant" + i, 80 + i)));
    }
    TestCenter.soon("the hosts' first figures")
        .atMost(Duration.ofMinutes(1))
        .until(() -> CENTER.api().beginMaintenance("h1", CHECK).staying().isEmpty());

    MaintenanceView promised = CENTER.api().beginMaintenance("h1", CHECK);
    assertThat(promised.stage()).isEqualTo(Stage.IN_SERVICE);
    assertThat(promised.leaving())
        .extracting(Leaving::vm)
        .containsExactlyInAnyOrder("tenant1", "tenant2", "tenant3");
    assertThat(promised.after()).isNotNull();
    assertThat(CENTER.api().migrations()).as("a check moves nothing").isEmpty();

    MaintenanceView begun = CENTER.api().beginMaintenance("h1", ENTER);
    assertThat(begun.stage()).isEqualTo(Stage.EVACUATING);
    GodwitException refused =
        catchThrowableOfType(GodwitException.class, () -> CENTER.migrate("tenant1", "h1"));
    assertThat(refused.code())
        .isIn(ErrorCode.HOST_IN_MAINTENANCE, ErrorCode.SAME_HOST, ErrorCode.VM_MIGRATING);
    TestCenter.soon("h1 to be empty")
        .atMost(Duration.ofMinutes(3))
        .until(() -> CENTER.api().maintenance("h1").stage() == Stage.EMPTY);
    assertThat(CENTER.api().maintenance("h1").gone()).isEqualTo(3);
    for (LiveGuest guest : guests) {
      guest.assertUnharmed();
      assertThat(CENTER.awaitState(guest.name(), "RUNNING").host()).isIn("h2", "h3");
    }
    assertThat(CENTER.host("h1").qemuProcesses()).isEmpty();
    refused = catchThrowableOfType(GodwitException.class, () -> CENTER.migrate("tenant1", "h1"));
    assertThat(refused.code()).isEqualTo(ErrorCode.HOST_IN_MAINTENANCE);

    MaintenanceView ended = CENTER.api().endMaintenance("h1", new MaintenanceEnd(null));
    assertThat(ended.stage()).isEqualTo(Stage.IN_SERVICE);
    CENTER.awaitEnd(CENTER.migrate("tenant1", "h1").id());
    assertThat(CENTER.awaitState("tenant1", "RUNNING").host()).isEqualTo("h1");

    PlanSummary kept =
        CENTER.api().plans("default", null, null).items().stream()
            .filter(plan -> plan.purpose().equals("MAINTENANCE"))
            .findFirst()
            .orElseThrow();
    assertThat(CENTER.api().replay("default", kept.number()).same())
        .as("plan %s, made again from what the history has", kept)
        .isTrue();
  }

  @Test
  void aVmForWhichNobodyNamesAHostGetsOne() throws InterruptedException, IOException {
    CENTER.boot(small("neighbour", 90)); // its kernel is the other one's, too
    TestCenter.soon("the hosts' first figures")
        .atMost(Duration.ofMinutes(1))
        .until(() ->
            CENTER
                .api()
                .place("default", new PlaceRequest(1, 1L << 28, 1, null, null, null, null, null))
                .refused()
                .isEmpty());
    VmView placed =
        CENTER
            .api()
            .createVm(
                new VmCreate(
                    "placed",
                    null,
                    1,
                    null,
                    DataSize.ofMebibytes(64).bytes(),
                    null,
                    null,
                    new VmCreate.Kernel("shared", "vmlinuz", "initrd", ""),
                    List.of(),
                    List.of(new VmCreate.Nic("lan", null))));
    assertThat(placed.placement()).contains(placed.host() + " is the best of 3 hosts");
    CENTER.api().deleteVm("placed");
  }

  private static GuestSpec small(String name, int number) {
    return GuestSpec.of(name, "h1", number)
        .withMemory(DataSize.ofMebibytes(256))
        .withLoad(32, 1, "random");
  }
}
