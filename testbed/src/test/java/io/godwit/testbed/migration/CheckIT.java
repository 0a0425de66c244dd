package io.godwit.testbed.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.godwit.lab.GuestSpec;
import io.godwit.lab.LabManager;
import io.godwit.lab.LabOptions;
import io.godwit.lab.network.Topology;
import io.godwit.lab.network.Wire;
import io.godwit.lab.process.Command;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.unit.DataSize;
import io.godwit.model.vm.DiskFormat;
import io.godwit.protocol.api.MigrateRequest;
import io.godwit.protocol.api.MigrationCheckView;
import io.godwit.protocol.api.MigrationCheckView.CheckItemView;
import io.godwit.protocol.api.MigrationView;
import io.godwit.protocol.api.VmView;
import io.godwit.testbed.center.LiveGuest;
import io.godwit.testbed.center.NeedsLab;
import io.godwit.testbed.center.TestCenter;
import io.godwit.testbed.faults.HostTraces;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What a check says before a migration, and that it and a rehearsal leave nothing behind. On h3 is
 * a QEMU that does not always take guests in.
 */
@NeedsLab
@Timeout(300)
final class CheckIT {
  private static final FickleQemu FICKLE = FickleQemu.make();

  @RegisterExtension
  static final TestCenter CENTER =
      TestCenter.of(LabOptions.ofHosts(3).withHost("h3", host -> host.withQemu(FICKLE.script())));

  @Test
  void aCheckMeasuresTheWayAndMovesNothing() throws Exception {
    CENTER.start(vm("asked", 60));
    MigrationCheckView report = check("asked", "h2");
    assertThat(report.verdict()).as("%s", report).isNotEqualTo("REFUSAL");
    assertThat(item(report, "networks.path").found()).startsWith("connects in ");
    assertThat(item(report, "networks.round-trip").verdict()).isEqualTo("PASS");
    assertThat(item(report, "networks.bandwidth").found()).endsWith("/s");
    assertThat(item(report, "networks.mtu").found()).isEqualTo("1500 and 1500");
    assertThat(item(report, "networks.segment").verdict()).isEqualTo("PASS");
    assertThat(item(report, "networks.segment-mtu").found()).isEqualTo("1500");
    assertThat(report.forecast().reasons())
        .as("the forecast stands on it")
        .anyMatch(reason -> reason.contains("measurements between the two hosts"));
    assertNothingLeft("h2");
    assertUnmoved("asked");
  }

  @Test
  void twoNetworksOfOneNameAreToldApart() throws Exception {
    CENTER.start(vm("apart", 64));
    CENTER.host("h2").cut(Wire.LAN);
    try {
      CheckItemView segment = item(check("apart", "h2"), "networks.segment");
      assertThat(segment.verdict()).as("%s", segment).isEqualTo("WARNING");
      assertThat(segment.found()).isEqualTo("it does not");
    } finally {
      CENTER.host("h2").restore(Wire.LAN);
    }
    assertThat(item(check("apart", "h3"), "networks.segment").verdict()).isEqualTo("PASS");
  }

  @Test
  void aRehearsalStartsTheDestinationAndLeavesNothing() throws Exception {
    LiveGuest guest =
        CENTER.boot(
            GuestSpec.of("actor", "h1", 61)
                .withMemory(DataSize.ofMebibytes(192))
                .withLoad(32, 5, "random"));
    VmView before = CENTER.api().vm("actor");
    MigrationCheckView report = rehearse("actor", "h2");
    CheckItemView rehearsal = item(report, "destination.rehearsal");
    assertThat(rehearsal.verdict()).as("%s", rehearsal).isEqualTo("PASS");
    assertThat(rehearsal.found()).matches("listened on 10\\.77\\.0\\.12:\\d+ after .*, gone .*");
    assertNothingLeft("h2");
    assertUnmoved("actor");
    assertThat(CENTER.api().vm("actor").generation()).isEqualTo(before.generation());
    guest.assertUnharmed();
    MigrationView moved = CENTER.move("actor", "h2");
    assertThat(moved.state()).as("%s", moved.problem()).isEqualTo(MigrationView.State.COMPLETED);
    guest.assertUnharmed();
    CENTER.assertRunsOnlyOn("actor", "h2");
  }

  @Test
  void aRehearsalFindsWhatNoCheckCanSee() throws Exception {
    CENTER.start(vm("hopeful", 62));
    FICKLE.is("sulky");
    try {
      assertThat(check("hopeful", "h3").verdict()).isNotEqualTo("REFUSAL");
      MigrationCheckView report = rehearse("hopeful", "h3");
      CheckItemView rehearsal = item(report, "destination.rehearsal");
      assertThat(rehearsal.code()).isEqualTo("QEMU_START_FAILED");
      assertThat(rehearsal.detail()).contains("no arrivals today");
      assertThat(report.verdict()).isEqualTo("REFUSAL");
      assertNothingLeft("h3");
      assertUnmoved("hopeful");
    } finally {
      FICKLE.is("calm");
    }
  }

  @Test
  void aRehearsalWhoseManagerDiesLeavesNothing() throws Exception {
    CENTER.start(vm("orphan", 63));
    FICKLE.is("slow");
    LabManager manager = CENTER.lab().managers().getFirst();
    Thread caller = Thread.ofVirtual().start(() -> rehearseInVain("orphan"));
    try {
      TestCenter.soon("the destination is being started")
          .until(() -> !CENTER.traces("h3").definitions().isEmpty());
      manager.kill();
      TestCenter.soon("it waits for a guest").until(() -> !CENTER.traces("h3").qemus().isEmpty());
      manager.start();
      CENTER.lab().awaitConnected();
      CENTER.awaitState("orphan", "RUNNING");
      CENTER.assertClean("h3");
      assertNothingLeft("h3");
      assertUnmoved("orphan");
    } finally {
      FICKLE.is("calm");
      caller.join();
    }
  }

  private static void rehearseInVain(String vm) {
    GodwitException gone = catchThrowableOfType(GodwitException.class, () -> rehearse(vm, "h3"));
    assertThat(gone).isNotNull();
  }

  /** h2 cannot answer h1; both reach the manager. */
  @Test
  void aWayThatIsClosed() throws Exception {
    CENTER.start(vm("cut", 64));
    String h1 = CENTER.host("h1").migrationAddress();
    inside("h2", "ip", "route", "add", "blackhole", h1 + "/32");
    try {
      MigrationCheckView report = check("cut", "h2");
      CheckItemView path = item(report, "networks.path");
      assertThat(path.code()).isEqualTo("PATH_CLOSED");
      assertThat(path.detail()).contains("from h1 to 10.77.0.12");
      assertThat(rehearse("cut", "h2").groups().toString()).doesNotContain("rehearsal");
    } finally {
      inside("h2", "ip", "route", "del", "blackhole", h1 + "/32");
    }
    assertNothingLeft("h2");
    assertUnmoved("cut");
  }

  /** The migration goes by the same check: one that was never measured before is refused. */
  @Test
  void aMigrationOverAWayThatIsClosed() throws Exception {
    CENTER.start(vm("eager", 65));
    String h1 = CENTER.host("h1").migrationAddress();
    inside("h3", "ip", "route", "add", "blackhole", h1 + "/32");
    LabManager manager = CENTER.lab().managers().getFirst();
    manager.kill(); // what was measured before is forgotten with it
    manager.start();
    CENTER.lab().awaitConnected();
    CENTER.awaitState("eager", "RUNNING");
    try {
      GodwitException refusal =
          catchThrowableOfType(GodwitException.class, () -> CENTER.migrate("eager", "h3"));
      assertThat(refusal.code()).isEqualTo(ErrorCode.PATH_CLOSED);
    } finally {
      inside("h3", "ip", "route", "del", "blackhole", h1 + "/32");
    }
    assertNothingLeft("h3");
    assertUnmoved("eager");
  }

  @Test
  void endsThatSendPacketsOfDifferentSizes() throws Exception {
    CENTER.start(vm("uneven", 66));
    inside("h2", "ip", "link", "set", "mgmt", "mtu", "1400");
    try {
      CheckItemView mtu = item(check("uneven", "h2"), "networks.mtu");
      assertThat(mtu.verdict()).isEqualTo("WARNING");
      assertThat(mtu.found()).isEqualTo("1500 and 1400");
    } finally {
      inside("h2", "ip", "link", "set", "mgmt", "mtu", "1500");
    }
  }

  private static MigrationCheckView check(String vm, String to) {
    return CENTER.api().checkMigration(vm, MigrateRequest.to(to));
  }

  private static MigrationCheckView rehearse(String vm, String to) {
    return CENTER.api().checkMigration(vm, MigrateRequest.to(to).rehearsed());
  }

  private static CheckItemView item(MigrationCheckView report, String id) {
    List<CheckItemView> found = new ArrayList<>();
    report.groups().forEach(group -> found.addAll(group.checks()));
    found.removeIf(item -> !item.id().equals(id));
    assertThat(found).as("%s in %s", id, report).hasSize(1);
    return found.getFirst();
  }

  /** No VM, no QEMU, nobody that listens. */
  private static void assertNothingLeft(String host) throws InterruptedException {
    assertThat(CENTER.traces(host)).isEqualTo(HostTraces.NONE);
    TestCenter.soon("nobody listens on " + host).until(() -> inside(host, "ss", "-Hltn").isBlank());
  }

  private static void assertUnmoved(String vm) {
    VmView now = CENTER.api().vm(vm);
    assertThat(now.host()).isEqualTo("h1");
    assertThat(now.state()).isEqualTo("RUNNING");
    assertThat(now.migration()).isNull();
    assertThat(CENTER.api().migrations()).noneMatch(migration -> migration.vm().equals(vm));
  }

  private static String inside(String host, String... command) throws InterruptedException {
    return Command.run(Topology.enter(host, List.of(command)), "");
  }

  private static GuestSpec vm(String name, int number) {
    return GuestSpec.of(name, "h1", number)
        .withMemory(DataSize.ofMebibytes(128))
        .withLoad(0, 0, "random")
        .withDisk(new GuestSpec.Disk("shared", DataSize.ofMebibytes(16), DiskFormat.RAW));
  }
}
