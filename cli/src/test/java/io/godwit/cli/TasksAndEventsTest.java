package io.godwit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.Problem;
import io.godwit.protocol.api.PageView;
import io.godwit.protocol.api.ProblemView;
import io.godwit.protocol.api.TaskView;
import io.godwit.protocol.json.Json;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class TasksAndEventsTest {
  private static final ProblemView WHY =
      ProblemView.of(new Problem(ErrorCode.QEMU_DIED, "It ended.", "Look at its log."));

  private final CommandFixture godwit = new CommandFixture();

  @AfterEach
  void stop() {
    godwit.close();
  }

  @Test
  void listsTasks() {
    godwit.manager.says(
        "GET /api/v1/tasks?actor=ann&limit=100&state=RUNNING",
        new PageView<>(
            List.of(
                FakeManager.task(TaskView.State.RUNNING, null),
                FakeManager.task(TaskView.State.SUCCEEDED, null)),
            null,
            null));

    assertThat(godwit.run("task", "list", "--state", "running", "--actor", "ann")).isZero();

    assertThat(godwit.out())
        .isEqualTo(
            """
            ID    ACTION    SUBJECT  STATE      ACTOR  STARTED  TIME   STEP
            t7f3  vm.start  web-1    RUNNING    ann    7 s ago  7.0 s  the agent carries it out
            t7f3  vm.start  web-1    SUCCEEDED  ann    7 s ago  5.0 s  -
            """);
    assertThat(godwit.err()).isEmpty();
  }

  @Test
  void saysThatAListIsNotWhole() {
    ProblemView away =
        ProblemView.of(new Problem(ErrorCode.HISTORY_UNAVAILABLE, "It is away.", "Wait."));
    godwit.manager.says("GET /api/v1/tasks?limit=100", new PageView<>(List.of(), null, away));

    assertThat(godwit.run("task", "list")).isZero();

    assertThat(godwit.err()).isEqualTo("What is older could not be read: It is away. Wait.\n");
  }

  @Test
  void showsATask() {
    godwit.manager.says("GET /api/v1/tasks/t7f3", FakeManager.task(TaskView.State.FAILED, WHY));

    assertThat(godwit.run("task", "show", "t7f3")).isZero();

    assertThat(godwit.out())
        .contains("asked by:    ann from 192.0.2.1\n")
        .contains("step:        1 of 1, the agent carries it out\n")
        .contains("problem:     QEMU_DIED: It ended.\n");
  }

  @Test
  void movesADiskAndFollowsItsTask() {
    godwit.manager.says(
        "POST /api/v1/vms/web-1/move-disk", FakeManager.task(TaskView.State.RUNNING, null));
    godwit.manager.streams(
        "GET /api/v1/tasks/t7f3/events",
        "task",
        FakeManager.task(TaskView.State.RUNNING, null),
        FakeManager.task(TaskView.State.SUCCEEDED, null));

    assertThat(
            godwit.run(
                "vm",
                "move-disk",
                "web-1",
                "--disk=1",
                "--to=nfs",
                "--format=raw",
                "--max-bandwidth=1KiB/s"))
        .isZero();

    assertThat(godwit.manager.requests)
        .first()
        .isEqualTo(
            "POST /api/v1/vms/web-1/move-disk"
                + " {\"disk\":1,\"toDatastore\":\"nfs\",\"format\":\"RAW\","
                + "\"bandwidthBytesPerSecond\":1024}");
    assertThat(godwit.out()).startsWith("task t7f3 (vm.start web-1) is succeeded");
  }

  @Test
  void followsATaskAndEndsAsItDid() {
    godwit.manager.streams(
        "GET /api/v1/tasks/t7f3/events",
        "task",
        FakeManager.task(TaskView.State.RUNNING, null),
        FakeManager.task(TaskView.State.SUCCEEDED, null));
    assertThat(godwit.run("task", "watch", "t7f3")).isZero();
    assertThat(godwit.err()).isEqualTo("vm.start web-1: the agent carries it out\n");
    assertThat(godwit.out())
        .isEqualTo("task t7f3 (vm.start web-1) is succeeded: VM web-1 is RUNNING.\n");

    godwit.manager.streams(
        "GET /api/v1/tasks/t7f3/events", "task", FakeManager.task(TaskView.State.FAILED, WHY));
    assertThat(godwit.run("task", "watch", "t7f3")).isEqualTo(5);
    assertThat(godwit.err()).contains("It ended.");
  }

  @Test
  void cancelsATask() {
    godwit.manager.refuses(
        "POST /api/v1/tasks/t7f3/cancel", ErrorCode.TASK_NOT_CANCELLABLE, "It cannot be.");
    assertThat(godwit.run("task", "cancel", "t7f3")).isEqualTo(3);
    assertThat(godwit.err()).contains("It cannot be.");
  }

  @Test
  void listsEventsTheLatestLast() {
    godwit.manager.says(
        "GET /api/v1/events?action=vm.&limit=2&outcome=SUCCEEDED",
        new PageView<>(
            List.of(
                FakeManager.event(8, "vm.start", "VM web-1 is RUNNING."),
                FakeManager.event(7, "vm.start.begin", "Task t7f3\u001b began.")),
            "c",
            null));

    int status =
        godwit.run("event", "list", "--action", "vm.", "--outcome", "succeeded", "--limit", "2");

    assertThat(status).isZero();
    assertThat(godwit.out().lines().toList())
        .hasSize(3)
        .element(1)
        .asString()
        .startsWith("7 ")
        .endsWith("Task t7f3\\x1b began.");
  }

  @Test
  void followsEventsUntilTheStreamEnds() {
    godwit.manager.streams(
        "GET /api/v1/events?subject=web-1&watch=true",
        "event",
        FakeManager.event(7, "vm.start", "VM web-1 is RUNNING."));

    assertThat(godwit.run("event", "list", "--watch", "--subject", "web-1")).isEqualTo(4);

    assertThat(godwit.out())
        .isEqualTo("2026-03-01T12:00:00Z ann vm.start web-1 succeeded: VM web-1 is RUNNING.\n");
    godwit.run("event", "list", "--watch", "--subject", "web-1", "-o", "json");
    assertThat(godwit.out().lines()).hasSize(1);
    assertThat(Json.LENIENT.readTree(godwit.out()).path("sequence").asLong()).isEqualTo(7);
  }

  @Test
  void aStreamThatCannotGoOnSaysWhy() {
    ProblemView away =
        ProblemView.of(new Problem(ErrorCode.HISTORY_UNAVAILABLE, "It is away.", "Wait."));
    godwit.manager.streams("GET /api/v1/events?watch=true", "problem", away);
    assertThat(godwit.run("event", "list", "--watch")).isEqualTo(4);
    assertThat(godwit.err()).contains("It is away.");
  }
}
