package io.godwit.testbed.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.cli.Main;
import io.godwit.lab.GuestSpec;
import io.godwit.lab.LabOptions;
import io.godwit.model.unit.DataSize;
import io.godwit.protocol.client.Credentials;
import io.godwit.protocol.trust.Fingerprint;
import io.godwit.testbed.center.NeedsLab;
import io.godwit.testbed.center.TestCenter;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The command against a real manager. */
@NeedsLab
@Timeout(300)
final class CommandIT {
  @RegisterExtension static final TestCenter CENTER = TestCenter.of(LabOptions.ofHosts(2));

  /** What a person got. */
  private record Said(int status, String out, String err) {}

  @Test
  void oneCommandMovesAVm() throws InterruptedException {
    CENTER.lab().createGuest(small("web", 60));
    assertThat(godwit("vm", "start", "web").status()).isZero();
    TestCenter.soon("boot")
        .until(() -> godwit("vm", "console-log", "web").out().contains("godwit-guest ready"));

    Said list = godwit("vm", "list");
    assertThat(list.status()).isZero();
    assertThat(list.out()).containsPattern("web +RUNNING +h1 +");

    Said moved = godwit("vm", "migrate", "web", "--to", "h2", "--wait");
    assertThat(moved.status()).as(moved.err()).isZero();
    assertThat(CENTER.assertRunsOnlyOn("web", "h2").generation()).isEqualTo(2);
    assertThat(godwit("migration", "list").out()).containsPattern("web.*h1.*h2");
    assertThat(godwit("host", "list", "--output", "json").out()).contains("\"id\" : \"h2\"");
  }

  @Test
  void aRefusalSaysWhatIsTrueAndWhatToDo() throws InterruptedException {
    CENTER.start(small("here", 61));
    Said refused = godwit("vm", "migrate", "here", "--to", "h1", "--wait");
    assertThat(refused.status()).isEqualTo(3);
    assertThat(refused.out()).isEmpty();
    assertThat(refused.err())
        .contains("VM here is on host h1 already.")
        .contains("Name another host.")
        .contains("SAME_HOST");
    assertThat(godwit("vm", "show", "nobody").status()).isEqualTo(3);

    CENTER.host("h2").killAgent();
    TestCenter.soon("h2 disconnected")
        .until(() -> CENTER.api().host("h2").connection().name().equals("DISCONNECTED"));
    Said unreachable = godwit("vm", "migrate", "here", "--to", "h2");
    assertThat(unreachable.status()).isEqualTo(4);
    assertThat(unreachable.err()).contains("AGENT_UNREACHABLE");
  }

  private static Said godwit(String... words) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "--server",
                CENTER.lab().manager().uri().toString(),
                "--authority",
                Fingerprint.of(CENTER.lab().manager().authority()).toString(),
                "--token",
                token(CENTER.lab().credentials())));
    all.addAll(List.of(words));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int status;
    try (PrintStream outStream = new PrintStream(out, true, StandardCharsets.UTF_8);
        PrintStream errStream = new PrintStream(err, true, StandardCharsets.UTF_8)) {
      status = Main.run(all.toArray(String[]::new), outStream, errStream);
    }
    return new Said(
        status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  private static String token(Credentials credentials) {
    return credentials instanceof Credentials.Token token ? token.text() : "";
  }

  private static GuestSpec small(String name, int number) {
    return GuestSpec.of(name, "h1", number)
        .withMemory(DataSize.ofMebibytes(256))
        .withLoad(16, 2, "random");
  }
}
