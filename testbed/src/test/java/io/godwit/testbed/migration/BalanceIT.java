package io.godwit.testbed.migration;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.lab.GuestSpec;
import io.godwit.lab.LabOptions;
import io.godwit.model.unit.DataSize;
import io.godwit.protocol.api.BalancingView;
import io.godwit.protocol.api.ClusterEdit;
import io.godwit.protocol.api.MigrationView;
import io.godwit.protocol.api.PlanView;
import io.godwit.protocol.api.VmTelemetryView;
import io.godwit.testbed.center.LiveGuest;
import io.godwit.testbed.center.NeedsLab;
import io.godwit.testbed.center.TestCenter;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Three busy guests on one host of one processor, and two hosts that have nothing to do. */
@NeedsLab
@Timeout(600)
final class BalanceIT {
  @RegisterExtension
  static final TestCenter CENTER =
      TestCenter.of(LabOptions.ofHosts(3).withHosts(host -> host.withCpus(1)));

  private static final String CLUSTER = "default";

  @Test
  void aClusterUnderUnevenLoadBalancesItselfAndGuestsNoticeNothing()
      throws InterruptedException, IOException {
    List<LiveGuest> guests = new ArrayList<>();
    for (int i = 1; i <= 3; i++) {
      guests.add(CENTER.boot(busy("busy" + i, 90 + i)));
    }
    TestCenter.soon("the guests' demand to be known")
        .atMost(Duration.ofMinutes(2))
        .until(() -> guests.stream().allMatch(BalanceIT::isKnown));
    PlanView proposed = CENTER.api().look(CLUSTER);
    assertThat(proposed.report()).as("what it found").isNotEmpty();
    assertThat(CENTER.api().migrations()).as("a plan moves nothing").isEmpty();

    automatic();
    TestCenter.soon("a guest to go elsewhere, of " + proposed)
        .atMost(Duration.ofMinutes(6))
        .until(() -> homes(guests).size() > 1);
    TestCenter.soon("an end of all moves")
        .until(
            () -> CENTER.api().migrations(),
            all -> all.stream().allMatch(each -> each.state().hasEnded()));
    for (LiveGuest guest : guests) {
      guest.assertUnharmed();
    }
    assertThat(CENTER.api().migrations())
        .as("no guest moves back and forth")
        .filteredOn(each -> each.state() == MigrationView.State.COMPLETED)
        .hasSizeBetween(1, 2);
  }

  private static boolean isKnown(LiveGuest guest) {
    VmTelemetryView seen = CENTER.api().vmTelemetry(guest.name());
    return seen.points().size() >= 3;
  }

  private static Set<String> homes(List<LiveGuest> guests) {
    Set<String> homes = new TreeSet<>();
    guests.forEach(guest -> homes.add(CENTER.api().vm(guest.name()).host()));
    return homes;
  }

  private static void automatic() {
    var clusters = CENTER.api().catalog().clusters();
    clusters.edit(
        CLUSTER,
        clusters.read(CLUSTER).etag(),
        new ClusterEdit(
            null, null, null, null, new BalancingView("AUTOMATIC", 5), null, null, null));
  }

  private static GuestSpec busy(String name, int number) {
    return GuestSpec.of(name, "h1", number)
        .withMemory(DataSize.ofMebibytes(256))
        .withLoad(32, 100, "random");
  }
}
