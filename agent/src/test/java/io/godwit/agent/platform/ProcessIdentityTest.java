package io.godwit.agent.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

final class ProcessIdentityTest {
  @Test
  void aPidUsedAgainIsAnotherProcess() {
    ProcessIdentity self = ProcessIdentity.of(ProcessHandle.current().pid()).orElseThrow();
    assertThat(self.isAlive()).isTrue();
    assertThat(new ProcessIdentity(self.pid(), self.startTicks() + 1, self.bootId()).isAlive())
        .isFalse();
    assertThat(new ProcessIdentity(self.pid(), self.startTicks(), "another boot").isAlive())
        .isFalse();
  }

  @Test
  void killEndsThisProcessAndNoOther() throws IOException, InterruptedException {
    Process process = new ProcessBuilder("sleep", "60").start();
    ProcessIdentity identity = ProcessIdentity.of(process.pid()).orElseThrow();
    new ProcessIdentity(identity.pid(), identity.startTicks() + 1, identity.bootId()).kill();
    assertThat(process.isAlive()).isTrue();
    identity.kill();
    assertThat(process.waitFor()).isEqualTo(128 + 9);
    assertThat(identity.isAlive()).isFalse();
  }
}
