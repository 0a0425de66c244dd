package io.godwit.testbed.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.godwit.lab.GuestSpec;
import io.godwit.lab.LabOptions;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.unit.DataSize;
import io.godwit.model.vm.DiskFormat;
import io.godwit.protocol.api.CpuBaselineView;
import io.godwit.protocol.api.MigrateRequest;
import io.godwit.protocol.api.MigrationCheckView;
import io.godwit.protocol.api.MigrationCheckView.CheckItemView;
import io.godwit.protocol.api.VmCreate;
import io.godwit.testbed.center.NeedsLab;
import io.godwit.testbed.center.TestCenter;
import io.godwit.testbed.faults.HostTraces;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What guests are given of a processor, and where they can go with it. On h3 is a QEMU whose model
 * max has no aes.
 */
@NeedsLab
@Timeout(300)
final class CpuIT {
  @RegisterExtension
  static final TestCenter CENTER =
      TestCenter.of(
          LabOptions.ofHosts(3)
              .withHost("h3", host -> host.withQemu(FickleQemu.without("aes").script())));

  @Test
  void aGuestIsComparedByWhatItWasGiven() throws Exception {
    CENTER.start(vm("plain", 70));
    CheckItemView max = cpu(check("plain", "h2"));
    assertThat(max.verdict()).as("%s", max).isEqualTo("PASS");
    assertThat(max.needed()).matches("[0-9]{2,3} features of max on TCG");
    CENTER.api().killVm("plain");

    VmCreate like = CENTER.lab().prepareGuest(vm("named", 71)).vm();
    CENTER.api().createVm(withModel(like, "Nehalem"));
    CENTER.api().startVm("named");
    CheckItemView named = cpu(check("named", "h3"));
    assertThat(named.verdict()).as("h3 has all of that: %s", named).isEqualTo("PASS");
    assertThat(named.needed()).endsWith("features of Nehalem on TCG");
    assertThat(count(named)).as("a named model is less than max").isLessThan(count(max));
  }

  @Test
  void aHostThatLacksSomethingIsRefusedAndCostsTheCluster() throws Exception {
    CENTER.start(vm("demanding", 72));
    CheckItemView item = cpu(check("demanding", "h3"));
    assertThat(item.code()).isEqualTo("CPU_UNSUPPORTED");
    assertThat(item.found()).isEqualTo("all but aes");
    GodwitException refusal =
        catchThrowableOfType(GodwitException.class, () -> CENTER.migrate("demanding", "h3"));
    assertThat(refusal.code()).isEqualTo(ErrorCode.CPU_UNSUPPORTED);
    assertThat(CENTER.traces("h3")).isEqualTo(HostTraces.NONE);
    assertThat(CENTER.api().vm("demanding").state()).isEqualTo("RUNNING");

    CpuBaselineView cluster = CENTER.api().catalog().cpuBaseline("default");
    assertThat(cluster.unknown()).isEmpty();
    assertThat(cluster.baselines()).hasSize(1);
    CpuBaselineView.OfAccelerator emulated = cluster.baselines().getFirst();
    assertThat(emulated.accelerator()).isEqualTo("TCG");
    assertThat(emulated.features()).contains("sse4.2", "avx2").doesNotContain("aes");
    assertThat(emulated.model()).isEqualTo("Westmere");
    assertThat(emulated.members())
        .containsExactly(
            new CpuBaselineView.OfMember("h1", List.of(), null),
            new CpuBaselineView.OfMember("h2", List.of(), null),
            new CpuBaselineView.OfMember("h3", List.of("aes"), null));
  }

  private static int count(CheckItemView item) {
    return Integer.parseInt(item.needed().split(" ", 2)[0]);
  }

  private static MigrationCheckView check(String vm, String to) {
    return CENTER.api().checkMigration(vm, MigrateRequest.to(to));
  }

  private static CheckItemView cpu(MigrationCheckView report) {
    return report.groups().stream()
        .flatMap(group -> group.checks().stream())
        .filter(item -> item.id().equals("destination.cpu"))
        .findFirst()
        .orElseThrow();
  }

  private static VmCreate withModel(VmCreate vm, String model) {
    return new VmCreate(
        vm.name(),
        vm.host(),
        vm.cpus(),
        model,
        vm.memoryBytes(),
        vm.machine(),
        vm.accelerator(),
        vm.kernel(),
        vm.disks(),
        vm.nics());
  }

  private static GuestSpec vm(String name, int number) {
    return GuestSpec.of(name, "h1", number)
        .withMemory(DataSize.ofMebibytes(128))
        .withLoad(0, 0, "random")
        .withDisk(new GuestSpec.Disk("shared", DataSize.ofMebibytes(16), DiskFormat.RAW));
  }
}
