package io.godwit.manager.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.godwit.manager.event.Origin;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.error.Problem;
import io.godwit.model.task.TaskId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

final class TasksTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final TaskEnd DONE = TaskEnd.succeeded("VM web is RUNNING.");

  private static Task task(int number) {
    TaskId id = new TaskId("t" + number);
    return new Task(id, "vm.start", "vm", "web", Origin.SYSTEM, "{}", NOON, null, null);
  }

  private static Tasks apply(Tasks tasks, List<TaskChange> changes) {
    Tasks after = tasks;
    for (TaskChange change : changes) {
      after = after.apply(change);
    }
    return after;
  }

  private static void refuses(ErrorCode code, ThrowingCallable call) {
    assertThatExceptionOfType(GodwitException.class)
        .isThrownBy(call)
        .satisfies(refused -> assertThat(refused.code()).isEqualTo(code));
  }

  private static Idempotency key(String key, String body) {
    return Idempotency.of("ann", key, "POST", "/api", body.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void aTaskEndsOnce() {
    Tasks ended =
        apply(
            Tasks.EMPTY.apply(new TaskChange.Begun(task(1))),
            Tasks.EMPTY.ending(new TaskId("t1"), DONE, NOON));
    assertThat(ended.found("t1").orElseThrow().state()).isEqualTo(TaskState.SUCCEEDED);
    assertThat(ended.running().size()).isZero();
    assertThatIllegalStateException()
        .isThrownBy(() -> ended.apply(new TaskChange.Ended(new TaskId("t1"), DONE, NOON)));
    assertThatIllegalStateException().isThrownBy(() -> ended.apply(new TaskChange.Begun(task(1))));
  }

  @Test
  void remembersTheNewestThatHaveEnded() {
    Tasks tasks = Tasks.EMPTY;
    for (int i = 1; i <= Tasks.MAX_ENDED + 5; i++) {
      TaskId id = new TaskId("t" + i);
      tasks = tasks.apply(new TaskChange.Begun(task(i)));
      tasks = apply(tasks, tasks.ending(id, DONE, NOON.plusSeconds(i)));
    }
    assertThat(tasks.ended().size()).isEqualTo(Tasks.MAX_ENDED);
    assertThat(tasks.found("t5")).isEmpty();
    assertThat(tasks.found("t6")).isPresent();
  }

  @Test
  void refusesATaskTooMany() {
    Tasks tasks = Tasks.EMPTY;
    for (int i = 1; i <= Tasks.MAX_RUNNING; i++) {
      tasks = tasks.apply(tasks.beginning(task(i)));
    }
    Tasks full = tasks;
    refuses(ErrorCode.HOST_BUSY, () -> full.beginning(task(9999)));
  }

  @Test
  void theSameCallUnderItsKeyLeadsToTheSame() {
    Idempotency call = key("k1", "{}");
    Tasks tasks =
        apply(Tasks.EMPTY, Tasks.EMPTY.receipts().changes(call, Receipt.Kind.TASK, "t1", NOON));
    assertThat(tasks.receipts().of(key("k1", "{}"), NOON).orElseThrow().led()).isEqualTo("t1");
    assertThat(tasks.receipts().of(key("k2", "{}"), NOON)).isEmpty();
    refuses(ErrorCode.IDEMPOTENCY_KEY_REUSED, () -> tasks.receipts().of(key("k1", "{ }"), NOON));
  }

  @Test
  void anotherCallersKeyIsAnother() {
    byte[] body = new byte[0];
    Idempotency hers = Idempotency.of("ann", "k", "POST", "/api", body);
    Idempotency his = Idempotency.of("bob", "k", "POST", "/api", body);
    assertThat(his.id()).isNotEqualTo(hers.id());
  }

  @Test
  void aKeyIsFreeWhenItsDayIsOver() {
    Idempotency call = key("k1", "{}");
    Tasks tasks =
        apply(Tasks.EMPTY, Tasks.EMPTY.receipts().changes(call, Receipt.Kind.TASK, "t1", NOON));
    Instant later = NOON.plus(Receipts.KEPT);
    assertThat(tasks.receipts().of(key("k1", "{ }"), later)).isEmpty();
    Tasks again =
        apply(tasks, tasks.receipts().changes(key("k1", "{ }"), Receipt.Kind.TASK, "t2", later));
    assertThat(again.receipts().of(key("k1", "{ }"), later).orElseThrow().led()).isEqualTo("t2");
    Tasks other =
        apply(tasks, tasks.receipts().changes(key("k9", ""), Receipt.Kind.TASK, "t3", later));
    assertThat(other.receipts().all().size()).isEqualTo(1);
    assertThat(other.receipts().byAge().size()).isEqualTo(1);
  }

  @Test
  void theOldestReceiptsGoWhenThereAreTooMany() {
    Tasks tasks = Tasks.EMPTY;
    for (int i = 0; i < Receipts.MAX + 3; i++) {
      tasks =
          apply(
              tasks,
              tasks
                  .receipts()
                  .changes(key("k" + i, ""), Receipt.Kind.TASK, "t1", NOON.plusMillis(i)));
    }
    assertThat(tasks.receipts().all().size()).isEqualTo(Receipts.MAX);
    Instant now = NOON.plusSeconds(60);
    assertThat(tasks.receipts().of(key("k2", ""), now)).isEmpty();
    assertThat(tasks.receipts().of(key("k3", ""), now)).isPresent();
  }

  @Test
  void aKeyOutlivesAClockThatJumps() {
    Idempotency call = key("k1", "{}");
    Tasks tasks =
        apply(Tasks.EMPTY, Tasks.EMPTY.receipts().changes(call, Receipt.Kind.TASK, "t1", NOON));
    for (int hours : new int[] {-2, 2, 23, 25}) {
      Instant now = NOON.plus(Duration.ofHours(hours));
      assertThat(tasks.receipts().of(call, now)).as("%d hours later", hours).isPresent();
      Tasks swept =
          apply(tasks, tasks.receipts().changes(key("k2", ""), Receipt.Kind.TASK, "t2", now));
      assertThat(swept.receipts().of(call, now)).as("%d hours later", hours).isPresent();
    }
  }

  @Test
  void theNewestReceiptStaysAlsoWhenTheClockWasSetBack() {
    Tasks tasks = Tasks.EMPTY;
    for (int i = 0; i < Receipts.MAX; i++) {
      tasks = made(tasks, "k" + i, NOON.plusMillis(i));
    }
    Instant back = NOON.minus(Duration.ofHours(2));
    for (int i = 0; i < 100; i++) {
      tasks = made(tasks, "late" + i, back.plusSeconds(i));
    }
    assertThat(tasks.receipts().all().size()).isEqualTo(Receipts.MAX);
    for (int i = 0; i < 100; i++) {
      assertThat(tasks.receipts().of(key("late" + i, ""), back)).as("call %d", i).isPresent();
      assertThat(tasks.receipts().of(key("k" + i, ""), back)).as("older call %d", i).isEmpty();
    }
  }

  private static Tasks made(Tasks before, String key, Instant at) {
    return apply(before, before.receipts().changes(key(key, ""), Receipt.Kind.TASK, "t1", at));
  }

  @Test
  void aKeyHasBounds() {
    refuses(ErrorCode.REQUEST_MALFORMED, () -> key("", ""));
    refuses(ErrorCode.REQUEST_MALFORMED, () -> key("x".repeat(129), ""));
    refuses(ErrorCode.REQUEST_MALFORMED, () -> key("a b", ""));
  }

  @Test
  void aTaskThatFailsSaysWhy() {
    Problem why = new Problem(ErrorCode.QEMU_DIED, "It died.", "Look.");
    assertThat(TaskEnd.failed(why).problem()).isEqualTo(why);
  }
}
