package io.godwit.agent.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class HostCommandsTest {
  private final HostCommands commands = new HostCommands();

  @Test
  void givesInputAndReadsBothStreams() throws InterruptedException {
    Commands.Outcome outcome =
        commands.run(
            List.of("sh", "-c", "cat; echo out; echo err >&2; exit 3"),
            "in\n",
            Duration.ofSeconds(10));
    assertThat(outcome.status()).isEqualTo(3);
    assertThat(outcome.output()).contains("in", "out", "err");
  }

  @Test
  void killsWhatDoesNotEndInTime() {
    assertThatThrownBy(() -> commands.run(List.of("sleep", "60"), "", Duration.ofMillis(200)))
        .isInstanceOfSatisfying(
            GodwitException.class,
            e -> assertThat(e.problem().detail()).contains("did not end in time"));
  }

  @Test
  void saysWhatIsMissing() {
    assertThatThrownBy(() -> commands.run(List.of("no-such-program"), "", Duration.ofSeconds(1)))
        .isInstanceOfSatisfying(
            GodwitException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.HOST_SETUP_FAILED);
              assertThat(e.problem().detail()).contains("no-such-program");
            });
  }

  @Test
  void keepsOnlyTheBeginningOfAFlood() throws InterruptedException {
    Commands.Outcome outcome =
        commands.run(List.of("sh", "-c", "head -c 4000000 /dev/zero"), "", Duration.ofSeconds(10));
    assertThat(outcome.status()).isZero();
    assertThat(outcome.output()).hasSize(2 * 1024 * 1024);
  }

  /** The last bytes that are kept come with others that are not, and more follow. */
  @Test
  void takesTheRestOfAFloodThatComesInPieces() throws InterruptedException {
    String pieces = "head -c 2097100 /dev/zero; sleep 0.3; head -c 1000000 /dev/zero";
    Commands.Outcome outcome =
        commands.run(List.of("sh", "-c", pieces), "", Duration.ofSeconds(10));
    assertThat(outcome.status()).isZero();
    assertThat(outcome.output()).hasSize(2 * 1024 * 1024);
  }
}
