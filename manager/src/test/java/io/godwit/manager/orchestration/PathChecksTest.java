package io.godwit.manager.orchestration;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.manager.inventory.VmEntry;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.Problem;
import io.godwit.model.host.DatastoreName;
import io.godwit.model.host.HostId;
import io.godwit.model.migration.Check;
import io.godwit.model.migration.CheckItem;
import io.godwit.model.migration.CheckReport;
import io.godwit.model.migration.CheckVerdict;
import io.godwit.model.migration.DiskWish;
import io.godwit.model.migration.MigrationId;
import io.godwit.model.migration.MigrationLimits;
import io.godwit.model.migration.PathFacts;
import io.godwit.model.unit.DataRate;
import io.godwit.model.unit.DataSize;
import io.godwit.model.vm.AcceleratorChoice;
import io.godwit.model.vm.Boot;
import io.godwit.model.vm.DatastoreFile;
import io.godwit.model.vm.DiskFormat;
import io.godwit.model.vm.DiskSpec;
import io.godwit.model.vm.Generation;
import io.godwit.model.vm.MachineType;
import io.godwit.model.vm.RightToRun;
import io.godwit.model.vm.VmId;
import io.godwit.model.vm.VmName;
import io.godwit.model.vm.VmSpec;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class PathChecksTest {
  private static final DataRate GIGABIT = DataRate.ofMegabitsPerSecond(940);
  private static final VmEntry VM =
      new VmEntry(
          new VmId(new UUID(1, 2)),
          new VmSpec(
              new VmName("web"),
              1,
              "max",
              DataSize.ofGibibytes(8),
              MachineType.Q35,
              AcceleratorChoice.AUTO,
              new Boot.Firmware(),
              List.of(
                  new DiskSpec(
                      new DatastoreFile(new DatastoreName("shared"), "web.raw"), DiskFormat.RAW)),
              List.of()),
          new RightToRun.Owned(new HostId("h1"), Generation.FIRST));

  private static CheckReport report(PathSurvey.Found found, MigrationLimits limits) {
    CheckList list = new CheckList();
    Trip trip = new Trip(new MigrationId("m1"), VM, new HostId("h2"), limits, DiskWish.SHARED_ONLY);
    PathChecks.addTo(list, trip, found);
    return list.report();
  }

  private static CheckReport report(PathFacts facts) {
    return report(new PathSurvey.Found.Way(facts), MigrationLimits.DEFAULT);
  }

  private static PathFacts path(Duration roundTrip, DataRate rate, int one, int other) {
    return new PathFacts(Duration.ofNanos(420_000), roundTrip, rate, one, other);
  }

  private static CheckItem warning(CheckReport report) {
    List<CheckItem> warnings =
        report.items().stream().filter(i -> i.verdict() == CheckVerdict.WARNING).toList();
    assertThat(warnings).hasSize(1);
    assertThat(report.refusals()).isEmpty();
    return warnings.getFirst();
  }

  @Test
  void saysWhatItMeasured() {
    CheckReport report = report(path(Duration.ofNanos(150_000), GIGABIT, 9000, 9000));
    assertThat(report.verdict()).isEqualTo(CheckVerdict.PASS);
    assertThat(report.items())
        .extracting(item -> item.id() + ": " + item.needed() + " / " + item.found())
        .containsExactly(
            "networks.path: open to guests of h1 / connects in 0.42 ms",
            "networks.round-trip: at most 75.00 ms / 0.15 ms",
            "networks.bandwidth: 2.3 MiB/s or more / 112 MiB/s",
            "networks.mtu: the same at both ends / 9000 and 9000");
  }

  @Test
  void warnsOfAWayThatIsLongForThePause() {
    CheckItem item = warning(report(path(Duration.ofMillis(80), GIGABIT, 1500, 1500)));
    assertThat(item.check()).isEqualTo(Check.ROUND_TRIP);
    assertThat(item.needed()).isEqualTo("at most 75.00 ms");
    assertThat(item.found()).isEqualTo("80.00 ms");
  }

  @Test
  void warnsOfAWayThatIsTooNarrowForTheDeadline() {
    CheckItem item = warning(report(path(Duration.ofMillis(1), new DataRate(100_000), 0, 0)));
    assertThat(item.check()).isEqualTo(Check.BANDWIDTH);
  }

  @Test
  void warnsOfEndsThatSendDifferentPackets() {
    CheckItem item = warning(report(path(Duration.ofMillis(1), GIGABIT, 9000, 1500)));
    assertThat(item.check()).isEqualTo(Check.MTU);
    assertThat(item.found()).isEqualTo("9000 and 1500");
    assertThat(report(path(Duration.ofMillis(1), GIGABIT, 9000, 0)).verdict())
        .as("an end that does not say")
        .isEqualTo(CheckVerdict.PASS);
  }

  @Test
  void refusesWhereThereIsNoWay() {
    Problem none = new Problem(ErrorCode.PATH_CLOSED, "Guests do not get there.", "Open it.");
    CheckReport report = report(new PathSurvey.Found.NoWay(none), MigrationLimits.DEFAULT);
    assertThat(report.items()).extracting(CheckItem::check).containsExactly(Check.PATH);
    assertThat(report.refusals()).containsExactly(none);
  }

  @Test
  void whatCouldNotBeMeasuredNowSpeaksAgainstNothing() {
    Problem busy = new Problem(ErrorCode.HOST_BUSY, "It measures others.", "Try again.");
    CheckItem item = warning(report(new PathSurvey.Found.NotNow(busy), MigrationLimits.DEFAULT));
    assertThat(item.check()).isEqualTo(Check.PATH);
  }
}
