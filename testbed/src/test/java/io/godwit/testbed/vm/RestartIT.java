package io.godwit.testbed.vm;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.lab.GuestSpec;
import io.godwit.lab.LabHost;
import io.godwit.lab.LabOptions;
import io.godwit.model.unit.DataSize;
import io.godwit.protocol.api.MigrationView;
import io.godwit.protocol.api.VmStop;
import io.godwit.protocol.api.VmView;
import io.godwit.testbed.center.LiveGuest;
import io.godwit.testbed.center.NeedsLab;
import io.godwit.testbed.center.TestCenter;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** VMs outlive the agent that started them, and the manager that asked for them. */
@NeedsLab
@Timeout(300)
final class RestartIT {
  @RegisterExtension static final TestCenter CENTER = TestCenter.of(LabOptions.ofHosts(2));

  enum Signal {
    TERM,
    KILL
  }

  @ParameterizedTest
  @EnumSource
  void aVmOutlivesItsAgentAndObeysTheNextOne(Signal signal)
      throws InterruptedException, IOException {
    LiveGuest guest = boot("heir", 30);
    LabHost home = CENTER.host("h1");
    List<Long> before = home.qemuProcesses();
    switch (signal) {
      case TERM -> home.stopAgent();
      case KILL -> home.killAgent();
    }
    VmView unknown = CENTER.awaitState("heir", "UNKNOWN");
    assertThat(unknown.host()).isEqualTo("h1");
    assertThat(home.qemuProcesses()).isEqualTo(before);
    home.startAgent();

    VmView adopted = CENTER.awaitState("heir", "RUNNING");
    assertThat(adopted.generation()).isEqualTo(1);
    assertThat(adopted.qemuVersion()).startsWith("10.");
    assertThat(home.qemuProcesses()).isEqualTo(before);
    guest.assertUnharmed();

    MigrationView ended = CENTER.move("heir", "h2");
    assertThat(ended.state()).as("%s", ended.problem()).isEqualTo(MigrationView.State.COMPLETED);
    guest.assertUnharmed();
    assertThat(CENTER.api().stopVm("heir", new VmStop(60_000L)).state()).isEqualTo("STOPPED");
    assertThat(CENTER.traces("h2").qemus()).isEmpty();
  }

  @Test
  void aManagerGoesOnWithWhatItHadRecorded() throws InterruptedException, IOException {
    LiveGuest guest = boot("kept", 31);
    MigrationView first = CENTER.move("kept", "h2");
    CENTER.move("kept", "h1");
    VmView before = CENTER.api().vm("kept");
    List<Long> qemus = CENTER.host("h1").qemuProcesses();
    CENTER.lab().manager().kill();
    CENTER.lab().manager().start();
    CENTER.lab().awaitConnected();

    VmView adopted = CENTER.awaitState("kept", "RUNNING");
    assertThat(adopted.id()).isEqualTo(before.id());
    assertThat(adopted.host()).isEqualTo("h1");
    assertThat(adopted.generation()).isEqualTo(before.generation());
    assertThat(CENTER.host("h1").qemuProcesses()).isEqualTo(qemus);
    MigrationView remembered = CENTER.api().migration(first.id());
    assertThat(remembered.state()).isEqualTo(first.state());
    assertThat(remembered.result()).isEqualTo(first.result());

    MigrationView ended = CENTER.move("kept", "h2");
    assertThat(ended.state()).as("%s", ended.problem()).isEqualTo(MigrationView.State.COMPLETED);
    guest.assertUnharmed();
    CENTER.assertRunsOnlyOn("kept", "h2");
  }

  private static LiveGuest boot(String name, int number) throws InterruptedException {
    return CENTER.boot(
        GuestSpec.of(name, "h1", number)
            .withMemory(DataSize.ofMebibytes(256))
            .withLoad(32, 5, "random"));
  }
}
