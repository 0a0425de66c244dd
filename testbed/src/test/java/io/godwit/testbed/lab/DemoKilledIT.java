package io.godwit.testbed.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.lab.LabEnvironment;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The demo, SIGKILLed while its guest boots. */
@Timeout(180)
final class DemoKilledIT {
  @TempDir private Path folder;
  @TempDir private Path temporary;

  @Test
  void aKilledDemoLeavesNothing() throws InterruptedException {
    Path launcher = Needs.distribution().resolve("bin/godwit-lab");
    LabEnvironment environment = LabEnvironment.fromEnvironment();
    // A /tmp of its own shows what is left there; where we lie in /tmp ourselves it cannot have
    // one.
    boolean inTmp = environment.toString().contains("=/tmp/");
    Traces traces = new Traces();
    try {
      Launched demo =
          traces.launch(
              folder,
              "unshare",
              "--mount",
              "bash",
              "-c",
              (inTmp ? "" : "mount --bind \"$1\" /tmp && ")
                  + "exec \"$2\" demo --hosts 2 --memory 200MiB --fill 16",
              "it",
              temporary.toString(),
              launcher.toString());
      demo.awaitSaid("booting guest");
      traces.awaitProcess("QEMU", words -> words.contains("qemu-system-x86_64 "));
      assertThat(traces.processes()).as("launcher, init, demo, agents, ...").hasSizeGreaterThan(6);
      demo.signal("KILL");
      assertThat(demo.status()).isEqualTo(137);
      traces.assertNothingLeft();
      assertThat(temporary).isEmptyDirectory();
    } finally {
      traces.kill();
    }
  }
}
