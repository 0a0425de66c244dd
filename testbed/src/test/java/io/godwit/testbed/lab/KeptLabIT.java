package io.godwit.testbed.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A data center that stays up: {@code godwit lab up, status, exec, down}. */
@Timeout(180)
final class KeptLabIT {
  @TempDir private Path folder;
  private Path registry;
  private Traces traces;
  private String godwit;

  @BeforeEach
  void lookAround() throws InterruptedException {
    godwit = Needs.distribution().resolve("bin/godwit").toString();
    registry = folder.resolve("godwit"); // Launched points XDG_RUNTIME_DIR here
    traces = new Traces();
  }

  @AfterEach
  void leaveNothing() {
    if (traces != null) {
      traces.kill();
    }
  }

  @Test
  void staysUpUntilItIsTakenDown() throws InterruptedException {
    refused("No data center is up.", "lab", "status");

    Launched up = godwit("lab", "up", "--hosts", "2", "--memory", "192MiB", "--fill", "16");
    traces.awaitProcess("a start", words -> words.contains("io.godwit.lab.Main up "));
    refused("Another data center is being brought up.", "lab", "up");
    assertThat(up.status()).as(up.err()).isZero();
    assertThat(up.err()).contains("remove it with: godwit lab down");

    assertThat(said("lab", "status")).startsWith("A data center is up").contains("h1 h2 manager");
    refused("A data center is up already", "lab", "up");
    assertThat(said("vm", "list")).containsPattern("demo +RUNNING +h1 ");
    assertThat(said("lab", "exec", "h1", "--", "ip", "-brief", "link"))
        .contains("mgmt", "br-lan")
        .doesNotContain("br-mgmt");
    assertThat(traces.awaitProcess("QEMU", words -> words.contains("qemu-system-x86_64 ")).words())
        .as("the guest that was asked for")
        .contains("godwit.fill=16 ");
    refused("This data center has no h3.", "lab", "exec", "h3", "--", "true");

    Launched down = godwit("lab", "down");
    assertThat(down.status()).isZero();
    assertThat(down.err()).contains("The data center is gone.");
    traces.assertNothingLeft();
    refused("No data center is up.", "lab", "status");
    assertThat(registry).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource({"KILL, sandbox --outer", "KILL, io.godwit.lab.Main up", "TERM, sandbox --init"})
  void anUpThatIsEndedOnTheWayLeavesNothing(String signal, String sight)
      throws InterruptedException, IOException {
    Launched up = godwit("lab", "up", "--hosts", "2");
    traces.awaitProcess(sight, words -> words.contains(sight));
    up.signal(signal);
    assertThat(up.status()).isGreaterThan(128);
    traces.assertNothingLeft();
    assertThat(registry.resolve("lab")).doesNotExist();
    if (signal.equals("TERM")) {
      assertThat(registry).isEmptyDirectory();
    }
  }

  @Test
  void theRecordOfALabThatIsGoneIsRemoved() throws InterruptedException, IOException {
    Files.createDirectories(registry);
    Files.writeString(registry.resolve("lab"), "1 1 1 1\n");
    Launched status = godwit("lab", "status");
    assertThat(status.status()).isEqualTo(1);
    assertThat(status.err())
        .contains("removed the record of a data center that is gone")
        .contains("No data center is up.");
    assertThat(registry).isEmptyDirectory();
  }

  private void refused(String sentence, String... words) throws InterruptedException {
    Launched run = godwit(words);
    assertThat(run.status()).as(run.err()).isEqualTo(1);
    assertThat(run.err()).contains(sentence);
    assertThat(run.out()).isEmpty();
  }

  private String said(String... words) throws InterruptedException {
    Launched run = godwit(words);
    assertThat(run.status()).as(run.err()).isZero();
    return run.out();
  }

  private Launched godwit(String... words) {
    List<String> command = new ArrayList<>(List.of(godwit));
    command.addAll(List.of(words));
    return traces.launch(folder, command.toArray(String[]::new));
  }
}
