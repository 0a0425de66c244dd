package io.godwit.qmp;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.model.error.ErrorCode;
import io.godwit.model.host.QemuVersion;
import io.godwit.model.vm.VmName;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The fake keeps QEMU's order of events; the agent's tests stand on it. */
@Timeout(60)
class FakeQemuTest {
  private static final VmName VM = new VmName("web1");
  private static final Duration AMPLE = Duration.ofSeconds(20);
  private static final QemuVersion VERSION = new QemuVersion(10, 0, 2);

  @TempDir Path folder;
  private final RecordingListener listener = new RecordingListener();

  @Test
  void aSourceSendsItsGuestAway() throws Exception {
    try (FakeQemu qemu = FakeQemu.start(folder.resolve("qmp"));
        QmpSession session = connect(qemu)) {
      session.execute(QmpCommands.migrateSetCapabilities(Map.of("events", true)), AMPLE);
      session.execute(QmpCommands.migrate("tcp:10.0.0.2:49152"), AMPLE);
      qemu.passMigration(2);
      qemu.completeMigration();
      assertThat(session.execute(QmpCommands.queryStatus(), AMPLE).state())
          .isEqualTo(RunState.POSTMIGRATE);
      assertThat(kinds())
          .containsExactly("SETUP", "ACTIVE", "pass 1", "pass 2", "Stop", "COMPLETED");
      assertThat(session.execute(QmpCommands.queryMigrate(), AMPLE).downtime()).isNotNull();
      assertThat(qemu.migrationUri()).isEqualTo("tcp:10.0.0.2:49152");
    }
  }

  @Test
  void aDestinationRunsTheGuestItself() throws Exception {
    Path socket = folder.resolve("qmp");
    try (FakeQemu qemu = FakeQemu.start(socket, VERSION, FakeQemu.Start.INCOMING);
        QmpSession session = connect(qemu)) {
      session.execute(QmpCommands.migrateSetCapabilities(Map.of("events", true)), AMPLE);
      session.execute(QmpCommands.migrateIncoming("tcp:0.0.0.0:49152"), AMPLE);
      qemu.completeMigration();
      listener.awaitEvents(3);
      assertThat(kinds()).containsExactly("SETUP", "Resume", "COMPLETED");
    }
  }

  @Test
  void pausesBeforeSwitchoverAndComesBackOnCancel() throws Exception {
    try (FakeQemu qemu = FakeQemu.start(folder.resolve("qmp"));
        QmpSession session = connect(qemu)) {
      session.execute(QmpCommands.migrate("tcp:10.0.0.2:49152"), AMPLE);
      qemu.reachSwitchover();
      session.execute(QmpCommands.migrateCancel(), AMPLE);
      assertThat(qemu.runState()).isEqualTo(RunState.RUNNING);
      assertThat(qemu.migration()).isEqualTo(MigrationStatus.CANCELLED);
      session.execute(QmpCommands.migrate("tcp:10.0.0.2:49152"), AMPLE);
      qemu.reachSwitchover();
      session.execute(QmpCommands.migrateContinue(MigrationStatus.PRE_SWITCHOVER), AMPLE);
      assertThat(qemu.migration()).isEqualTo(MigrationStatus.DEVICE);
    }
  }

  @Test
  void aFailedMigrationLeavesTheGuestOnTheSource() throws Exception {
    try (FakeQemu qemu = FakeQemu.start(folder.resolve("qmp"));
        QmpSession session = connect(qemu)) {
      session.execute(QmpCommands.migrate("tcp:10.0.0.2:49152"), AMPLE);
      qemu.failMigration("Unable to write to socket: Connection reset by peer");
      MigrationInfo info = session.execute(QmpCommands.queryMigrate(), AMPLE);
      assertThat(info.status()).isEqualTo(MigrationStatus.FAILED);
      assertThat(info.errorDescription()).contains("Connection reset");
      assertThat(qemu.runState()).isEqualTo(RunState.RUNNING);
    }
  }

  @Test
  void aGuestThatObeysItsPowerButtonEndsTheSession() throws Exception {
    try (FakeQemu qemu = FakeQemu.start(folder.resolve("qmp"));
        QmpSession session = connect(qemu)) {
      session.execute(QmpCommands.systemPowerdown(), AMPLE);
      assertThat(listener.awaitEnd().code()).isEqualTo(ErrorCode.QMP_SESSION_LOST);
      assertThat(kinds()).containsExactly("Powerdown", "Shutdown");
      qemu.awaitDeath();
    }
  }

  @Test
  void aGuestThatIgnoresItsPowerButtonRunsOnUntilQuit() throws Exception {
    try (FakeQemu qemu = FakeQemu.start(folder.resolve("qmp"));
        QmpSession session = connect(qemu)) {
      qemu.ignorePowerButton();
      session.execute(QmpCommands.systemPowerdown(), AMPLE);
      assertThat(session.execute(QmpCommands.queryStatus(), AMPLE).running()).isTrue();
      session.execute(QmpCommands.quit(), AMPLE);
      assertThat(listener.awaitEnd()).isNotNull();
      assertThat(kinds()).containsExactly("Powerdown", "Shutdown");
    }
  }

  private QmpSession connect(FakeQemu qemu) throws InterruptedException {
    return QmpSession.connect(VM, qemu.socket(), listener, AMPLE);
  }

  private List<String> kinds() {
    return listener.events().stream().map(FakeQemuTest::kind).toList();
  }

  private static String kind(QmpEvent event) {
    return switch (event) {
      case QmpEvent.Migration migration -> migration.status().name();
      case QmpEvent.MigrationPass pass -> "pass " + pass.pass();
      default -> event.getClass().getSimpleName();
    };
  }
}
