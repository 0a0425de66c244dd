package io.godwit.qmp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.error.Problem;
import io.godwit.model.host.QemuVersion;
import io.godwit.model.vm.VmName;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class QmpSessionTest {
  private static final VmName VM = new VmName("web1");
  private static final Duration AMPLE = Duration.ofSeconds(20);

  /** Passes in vain; long enough for the writer to begin even on a busy machine. */
  private static final Duration SHORT = Duration.ofMillis(200);

  @TempDir Path folder;
  private FakeQemu qemu;
  private final RecordingListener listener = new RecordingListener();
  private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();

  @BeforeEach
  void startQemu() {
    qemu = FakeQemu.start(folder.resolve("qmp"));
  }

  @AfterEach
  void stopQemu() {
    qemu.close();
    callers.shutdownNow();
  }

  @Test
  void negotiatesOutOfBandAndReadsTheSchema() throws Exception {
    try (QmpSession session = connect()) {
      assertThat(session.version()).isEqualTo(new QemuVersion(10, 0, 2));
      assertThat(session.schema().capabilities()).contains("mapped-ram");
      assertThat(session.isOpen()).isTrue();
      assertThat(qemu.commands())
          .containsExactly("qmp_capabilities", "query-target", "query-qmp-schema");
    }
  }

  @Test
  void answersTypedQueries() throws Exception {
    try (QmpSession session = connect()) {
      assertThat(session.execute(QmpCommands.queryStatus(), AMPLE))
          .isEqualTo(new RunStatus(RunState.RUNNING, true));
      assertThat(session.execute(QmpCommands.queryKvm(), AMPLE)).isFalse();
      assertThat(session.execute(QmpCommands.queryCpuCount(), AMPLE)).isEqualTo(1);
      assertThat(session.execute(QmpCommands.queryVersion(), AMPLE))
          .isEqualTo(new QemuVersion(10, 0, 2));
      assertThat(session.execute(QmpCommands.queryMachines(), AMPLE))
          .contains(
              new Machine("pc-q35-10.0", "q35", false), new Machine("pc-i440fx-10.0", "pc", true));
    }
  }

  @Test
  void tellsEventsInOrderAndBeforeTheAnswerTheyPrecede() throws Exception {
    try (QmpSession session = connect()) {
      session.execute(QmpCommands.stop(), AMPLE);
      session.execute(QmpCommands.cont(), AMPLE);
      assertThat(listener.events()).hasSize(2);
      assertThat(listener.events().get(0)).isInstanceOf(QmpEvent.Stop.class);
      assertThat(listener.events().get(1)).isInstanceOf(QmpEvent.Resume.class);
      Instant at = listener.events().get(0).at();
      assertThat(at).isBeforeOrEqualTo(listener.events().get(1).at());
    }
  }

  @Test
  void aRefusalCarriesQemusWordsAndTheSessionGoesOn() throws Exception {
    try (QmpSession session = connect()) {
      qemu.refuse("cont", "GenericError", "Resetting the Virtual Machine is required");
      GodwitException refused = failure(() -> session.execute(QmpCommands.cont(), AMPLE));
      assertThat(refused.code()).isEqualTo(ErrorCode.QMP_COMMAND_FAILED);
      assertThat(refused)
          .hasMessageContaining("Resetting the Virtual Machine is required")
          .hasMessageContaining("GenericError")
          .hasMessageContaining("web1");
      assertThat(session.execute(QmpCommands.queryStatus(), AMPLE).running()).isTrue();
    }
  }

  @Test
  void refusesWhatTheBinaryLacksBeforeItIsSent() throws Exception {
    try (QmpSession session = connect()) {
      int sent = qemu.commands().size();
      for (QmpCommand<?> lacking :
          List.of(
              QmpCommands.raw("x-unheard-of", Map.of()),
              QmpCommands.migrateSetCapabilities(Map.of("compress", true)))) {
        GodwitException refused = failure(() -> session.execute(lacking, AMPLE));
        assertThat(refused.code()).isEqualTo(ErrorCode.QMP_COMMAND_FAILED);
        assertThat(refused).hasMessageContaining("QEMU 10.0.2 lacks");
      }
      assertThat(qemu.commands()).hasSize(sent);
    }
  }

  @Test
  void aDeadlineLeavesTheSessionUsableAndTheLateAnswerIsDropped() throws Exception {
    try (QmpSession session = connect()) {
      qemu.holdAnswers();
      GodwitException late = failure(() -> session.execute(QmpCommands.stop(), SHORT));
      assertThat(late.code()).isEqualTo(ErrorCode.OUTCOME_UNKNOWN);
      assertThat(late).hasMessageContaining("web1").hasMessageContaining("stop");
      GodwitException query = failure(() -> session.execute(QmpCommands.queryStatus(), SHORT));
      assertThat(query.code()).isEqualTo(ErrorCode.QMP_COMMAND_FAILED);

      qemu.releaseAnswers();
      assertThat(session.execute(QmpCommands.queryStatus(), AMPLE).state())
          .isEqualTo(RunState.PAUSED);
      assertThat(session.isOpen()).isTrue();
    }
  }

  @Test
  void aSilentQemuIsSentNoMoreThanItsQueueHolds() throws Exception {
    try (QmpSession session = connect()) {
      int before = qemu.commands().size();
      qemu.fallSilent();
      for (int i = 0; i < PendingCommands.MAX_IN_BAND + 3; i++) {
        failure(() -> session.execute(QmpCommands.queryStatus(), SHORT));
      }
      qemu.awaitCommands(before + PendingCommands.MAX_IN_BAND);
      GodwitException busy = failure(() -> session.execute(QmpCommands.stop(), SHORT));
      assertThat(busy.code()).isEqualTo(ErrorCode.QMP_COMMAND_FAILED);
      assertThat(busy).hasMessageContaining("still busy");
      assertThat(qemu.commands()).hasSize(before + PendingCommands.MAX_IN_BAND);
      assertThat(session.isOpen()).isTrue();
    }
  }

  @Test
  void aQemuThatDoesNotReadHoldsNobodyBeyondTheDeadline() throws Exception {
    try (QmpSession session = connect()) {
      qemu.stopReading();
      QmpCommand<?> large = QmpCommands.raw("stop", Map.of("padding", "x".repeat(2 << 20)));
      GodwitException read = failure(() -> session.execute(large, SHORT));
      assertThat(read.code()).isEqualTo(ErrorCode.OUTCOME_UNKNOWN);
      qemu.awaitCommand("stop"); // Whole; from here on QEMU reads nothing.
      GodwitException halfWritten = failure(() -> session.execute(large, SHORT));
      assertThat(halfWritten.code()).isEqualTo(ErrorCode.OUTCOME_UNKNOWN);
      GodwitException withdrawn = failure(() -> session.execute(QmpCommands.cont(), SHORT));
      assertThat(withdrawn.code()).isEqualTo(ErrorCode.QMP_COMMAND_FAILED);

      qemu.releaseAnswers();
      assertThat(session.execute(QmpCommands.queryStatus(), AMPLE).state())
          .isEqualTo(RunState.PAUSED);
      assertThat(qemu.commands()).doesNotContain("cont");
    }
    assertThat(listener.awaitEnd()).isNull();
  }

  @Test
  void closingEndsAWriteThatQemuDoesNotTake() throws Exception {
    QmpSession session = connect();
    qemu.stopReading();
    QmpCommand<?> large = QmpCommands.raw("stop", Map.of("padding", "x".repeat(2 << 20)));
    failure(() -> session.execute(large, SHORT));
    failure(() -> session.execute(large, SHORT));
    session.close();
    assertThat(listener.awaitEnd()).isNull();
  }

  @Test
  void answersFindTheirCommandsOutOfOrder() throws Exception {
    try (QmpSession session = connect()) {
      int before = qemu.commands().size();
      qemu.holdAnswers();
      Future<QemuVersion> version = async(() -> session.execute(QmpCommands.queryVersion(), AMPLE));
      qemu.awaitCommands(before + 1);
      Future<Integer> cpus = async(() -> session.execute(QmpCommands.queryCpuCount(), AMPLE));
      qemu.awaitCommands(before + 2);
      qemu.releaseAnswersInReverse();
      assertThat(version.get()).isEqualTo(new QemuVersion(10, 0, 2));
      assertThat(cpus.get()).isEqualTo(1);
    }
  }

  @Test
  void outOfBandPassesCommandsThatQemuIsBusyWith() throws Exception {
    try (QmpSession session = connect()) {
      qemu.holdAnswers();
      Future<RunStatus> waiting = async(() -> session.execute(QmpCommands.queryStatus(), AMPLE));
      qemu.awaitCommand("query-status");
      GodwitException refused =
          failure(() -> session.executeOutOfBand(QmpCommands.migratePause(), AMPLE));
      assertThat(refused).hasMessageContaining("only supported during postcopy");
      assertThat(qemu.commands()).contains("oob:migrate-pause");
      assertThat(waiting.isDone()).isFalse();
      qemu.releaseAnswers();
      assertThat(waiting.get().running()).isTrue();
    }
  }

  @Test
  void outOfBandWaitsInLineWhereQemuDoesNotOfferIt() throws Exception {
    qemu.offer(List.of());
    try (QmpSession session = connect()) {
      failure(() -> session.executeOutOfBand(QmpCommands.migratePause(), AMPLE));
      assertThat(qemu.commands()).contains("migrate-pause");
    }
  }

  @Test
  void outOfBandRefusesCommandsQemuOnlyTakesInLine() throws Exception {
    try (QmpSession session = connect()) {
      assertThat(failure(() -> session.executeOutOfBand(QmpCommands.cont(), AMPLE)).code())
          .isEqualTo(ErrorCode.QMP_COMMAND_FAILED);
      assertThat(qemu.commands()).doesNotContain("cont", "oob:cont");
    }
  }

  @Test
  void whoeverWaitsLearnsThatQemuDied() throws Exception {
    QmpSession session = connect();
    qemu.fallSilent();
    List<Future<RunStatus>> waiting = new ArrayList<>();
    for (int i = 0; i < PendingCommands.MAX_IN_BAND + 2; i++) {
      waiting.add(async(() -> session.execute(QmpCommands.queryStatus(), AMPLE)));
    }
    qemu.awaitCommand("query-status");
    qemu.die();
    for (Future<RunStatus> caller : waiting) {
      assertThatExceptionOfType(ExecutionException.class)
          .isThrownBy(caller::get)
          .havingCause()
          .withMessageContaining("QMP_SESSION_LOST")
          .withMessageContaining("web1");
    }
    assertThat(listener.awaitEnd().code()).isEqualTo(ErrorCode.QMP_SESSION_LOST);
    assertThat(session.isOpen()).isFalse();
    assertThat(failure(() -> session.execute(QmpCommands.queryStatus(), AMPLE)).code())
        .isEqualTo(ErrorCode.QMP_SESSION_LOST);
    session.close();
    assertThat(listener.endCount()).isEqualTo(1);
  }

  @Test
  void closingWhileSomebodyWaitsEndsTheWaitAndTellsOnce() throws Exception {
    QmpSession session = connect();
    qemu.fallSilent();
    Future<RunStatus> waiting = async(() -> session.execute(QmpCommands.queryStatus(), AMPLE));
    qemu.awaitCommand("query-status");
    session.close();
    session.close();
    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(waiting::get)
        .withMessageContaining("closed by Godwit");
    assertThat(listener.awaitEnd()).isNull();
    assertThat(listener.endCount()).isEqualTo(1);
  }

  @Test
  void anInterruptCancelsTheWaitAndNotTheSession() throws Exception {
    try (QmpSession session = connect()) {
      qemu.holdAnswers();
      Thread caller = Thread.currentThread();
      Future<?> interrupter =
          async(() -> {
            qemu.awaitCommand("query-status");
            caller.interrupt();
            return true;
          });
      assertThatExceptionOfType(InterruptedException.class)
          .isThrownBy(() -> session.execute(QmpCommands.queryStatus(), AMPLE));
      interrupter.get();
      qemu.releaseAnswers();
      assertThat(session.execute(QmpCommands.queryStatus(), AMPLE).running()).isTrue();
    }
  }

  @Test
  void theNextSessionFindsTheSameQemu() throws Exception {
    connect().close();
    try (QmpSession again = connect()) {
      assertThat(again.execute(QmpCommands.queryStatus(), AMPLE).running()).isTrue();
    }
  }

  @Test
  void aListenerCannotExecuteAndMayThrow() throws Exception {
    RecordingListener record = new RecordingListener();
    QmpSession[] session = new QmpSession[1];
    QmpListener wrong =
        new QmpListener() {
          @Override
          public void event(QmpEvent event) {
            record.event(event);
            try {
              session[0].execute(QmpCommands.queryStatus(), AMPLE);
            } catch (InterruptedException cannotBe) {
              throw new AssertionError(cannotBe);
            }
          }

          @Override
          public void ended(Problem why) {
            record.ended(why);
            throw new IllegalStateException("on purpose");
          }
        };
    session[0] = QmpSession.connect(VM, qemu.socket(), wrong, AMPLE);
    qemu.emit("STOP", Map.of());
    qemu.emit("RESUME", Map.of());
    record.awaitEvents(2);
    assertThat(session[0].execute(QmpCommands.queryStatus(), AMPLE).running()).isTrue();
    session[0].close();
    assertThat(record.awaitEnd()).isNull();
  }

  private QmpSession connect() throws InterruptedException {
    return QmpSession.connect(VM, qemu.socket(), listener, AMPLE);
  }

  private <T> Future<T> async(Callable<T> call) {
    return callers.submit(call);
  }

  private static GodwitException failure(ThrowingCallable call) {
    GodwitException failure = catchThrowableOfType(GodwitException.class, call);
    assertThat(failure).isNotNull();
    return failure;
  }
}
