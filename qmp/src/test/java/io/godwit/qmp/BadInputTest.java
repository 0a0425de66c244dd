package io.godwit.qmp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.error.Problem;
import io.godwit.model.vm.VmName;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever comes from the socket ends at most its own session, with an error that names the VM. */
@Timeout(60)
class BadInputTest {
  private static final VmName VM = new VmName("db7");
  private static final Duration AMPLE = Duration.ofSeconds(20);
  private static final QmpLimits TIGHT = new QmpLimits(64 << 10, 50);

  @TempDir Path folder;
  private FakeQemu qemu;
  private final RecordingListener listener = new RecordingListener();

  @BeforeEach
  void startQemu() {
    qemu = FakeQemu.start(folder.resolve("qmp"));
  }

  @AfterEach
  void stopQemu() {
    qemu.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "not json at all\n",
        "[1, 2]\n",
        "\"text\"\n",
        "{\"return\": {}, \n",
        "{\"return\": {}} {\"return\": {}}\n",
        "{}\n",
        "{\"event\": \"STOP\"}\n",
        "{\"event\": \"STOP\", \"timestamp\": 5}\n",
        "{\"error\": {\"class\": 5, \"desc\": []}, \"id\": 1}\n",
        "{\"QMP\": {\"version\": {\"qemu\": {\"major\":1,\"minor\":2,\"micro\":3}}}}\n",
        "\u0000\u0001\u0002\n"
      })
  void malformedInputEndsTheSession(String input) throws Exception {
    connect(TIGHT);
    qemu.sendRaw(input);
    assertLost(listener.awaitEnd(), "unreadable");
  }

  @Test
  void truncatedInputEndsTheSession() throws Exception {
    connect(TIGHT);
    qemu.sendRaw("{\"return\": {");
    qemu.hangUp();
    assertLost(listener.awaitEnd(), "ends inside a message");
  }

  @Test
  void anEndlessLineEndsTheSession() throws Exception {
    connect(TIGHT);
    qemu.sendRaw("x".repeat(TIGHT.maxLineBytes() + 1));
    assertLost(listener.awaitEnd(), "longer than 65536 bytes");
  }

  @Test
  void endlessNestingEndsTheSession() throws Exception {
    connect(TIGHT);
    qemu.sendRaw("{\"return\": " + "[".repeat(10_000) + "\n");
    assertLost(listener.awaitEnd(), "unreadable");
  }

  @Test
  void aFloodOfEventsEndsTheSession() throws Exception {
    connect(TIGHT);
    String event =
        "{\"timestamp\":{\"seconds\":1,\"microseconds\":2},\"event\":\"STOP\"}\n".repeat(400);
    qemu.sendRaw(event);
    assertLost(listener.awaitEnd(), "more than 50 messages in a second");
    assertThat(listener.events().size()).isBetween(40, 350);
  }

  @Test
  void anAnswerNobodyWaitsForIsDropped() throws Exception {
    QmpSession session = connect(TIGHT);
    qemu.sendRaw("{\"return\": {}, \"id\": 999}\n{\"return\": {}}\r\n\r\n");
    qemu.sendRaw("{\"return\": {}, \"id\": \"a\"}\n{\"return\": {}, \"id\": 1e400}\n");
    assertThat(session.execute(QmpCommands.queryStatus(), AMPLE).running()).isTrue();
  }

  @Test
  void anAnswerInAnUnknownFormFailsTheCommandOnly() throws Exception {
    QmpSession session = connect(TIGHT);
    QmpCommand<MigrationInfo> odd =
        new QmpCommand<>(
            "query-machines",
            QmpCodec.object(),
            value -> MigrationInfo.fromQmp(new Fields(value)),
            schema -> List.of());
    GodwitException failed =
        catchThrowableOfType(GodwitException.class, () -> session.execute(odd, AMPLE));
    assertThat(failed.code()).isEqualTo(ErrorCode.QMP_COMMAND_FAILED);
    assertThat(session.isOpen()).isTrue();
  }

  @Test
  void eventsInAnUnknownFormAreStillTold() throws Exception {
    connect(QmpLimits.DEFAULT);
    qemu.emit("MIGRATION", Map.of("status", 5));
    qemu.emit("ACPI_DEVICE_OST", Map.of("info", Map.of("slot", "0")));
    listener.awaitEvents(2);
    assertThat(listener.events())
        .allSatisfy(event -> assertThat(event).isInstanceOf(QmpEvent.Other.class));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SSH-2.0-OpenSSH_9.2\r\n",
        "{\"return\": {}}\n",
        "{\"QMP\": {}}\n",
        "{\"QMP\": {\"version\": {\"qemu\": {}}, \"capabilities\": [7]}}\n"
      })
  void aWrongGreetingRefusesTheSession(String greeting) {
    qemu.greetWith(greeting);
    assertLost(connectFailure(AMPLE).problem(), "db7");
    assertThat(listener.endCount()).isZero();
  }

  @Test
  void aSilentQemuRefusesTheSessionAtTheDeadline() {
    qemu.greetWith("");
    assertLost(connectFailure(Duration.ofMillis(100)).problem(), "no greeting within");
  }

  @Test
  void aQemuSilentAfterItsGreetingRefusesTheSessionAtTheDeadline() {
    qemu.fallSilent();
    assertLost(connectFailure(Duration.ofMillis(100)).problem(), "qmp_capabilities");
  }

  @Test
  void aMissingSocketRefusesTheSession() {
    qemu.close();
    assertLost(connectFailure(AMPLE).problem(), "db7");
  }

  private QmpSession connect(QmpLimits limits) throws InterruptedException {
    return QmpSession.connect(VM, qemu.socket(), listener, AMPLE, limits);
  }

  private GodwitException connectFailure(Duration deadline) {
    GodwitException failure =
        catchThrowableOfType(
            GodwitException.class,
            () -> QmpSession.connect(VM, qemu.socket(), listener, deadline, TIGHT));
    assertThat(failure).isNotNull();
    return failure;
  }

  private static void assertLost(Problem problem, String why) {
    assertThat(problem).isNotNull();
    assertThat(problem.code()).isEqualTo(ErrorCode.QMP_SESSION_LOST);
    assertThat(problem.detail()).contains("VM db7").contains(why);
  }
}
