package io.godwit.agent.qemu;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.agent.platform.Commands;
import io.godwit.agent.platform.FakeCommands;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.host.Accelerator;
import io.godwit.model.host.AcceleratorVerdict;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KvmProbeTest {
  private static final Commands.Outcome PROVEN = new Commands.Outcome(85, "");

  @TempDir private Path directory;

  @Test
  void takesKvmOnceAGuestHasAnsweredOnIt() throws InterruptedException {
    AcceleratorVerdict verdict = decide(new FakeCommands(command -> PROVEN), device());
    assertThat(verdict.chosen()).isEqualTo(Accelerator.KVM);
    assertThat(verdict.reason()).contains("answered on");
  }

  @Test
  void doesNotTrustADeviceOnWhichTheGuestHangs() throws InterruptedException {
    FakeCommands commands =
        new FakeCommands(command -> {
          if (command.contains("q35,accel=kvm")) {
            throw new GodwitException(ErrorCode.HOST_SETUP_FAILED, "It hung.", "Nothing.");
          }
          return PROVEN;
        });
    AcceleratorVerdict verdict = decide(commands, device());
    assertThat(verdict.chosen()).isEqualTo(Accelerator.TCG);
    assertThat(verdict.reason()).contains("did not answer");
  }

  @Test
  void anyOtherExitStatusIsNoProof() throws InterruptedException {
    FakeCommands commands =
        new FakeCommands(
            command -> command.contains("q35,accel=kvm") ? new Commands.Outcome(1, "no") : PROVEN);
    assertThat(decide(commands, device()).chosen()).isEqualTo(Accelerator.TCG);
  }

  @Test
  void asksNobodyWithoutADevice() throws InterruptedException {
    FakeCommands commands = new FakeCommands(command -> PROVEN);
    AcceleratorVerdict verdict = decide(commands, directory.resolve("none"));
    assertThat(verdict.chosen()).isEqualTo(Accelerator.TCG);
    assertThat(commands.inputs()).isEmpty();
  }

  @Test
  void theImageIsABootSector() {
    byte[] image = KvmProbe.image();
    assertThat(image[510]).isEqualTo((byte) 0x55);
    assertThat(image[511]).isEqualTo((byte) 0xaa);
  }

  private Path device() {
    return Path.of("/dev/null");
  }

  private AcceleratorVerdict decide(Commands commands, Path device) throws InterruptedException {
    return new KvmProbe(commands, Path.of("qemu"), device).decide(directory);
  }
}
