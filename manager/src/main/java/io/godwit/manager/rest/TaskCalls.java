package io.godwit.manager.rest;

import io.godwit.manager.chronicle.Chronicle;
import io.godwit.manager.event.Origin;
import io.godwit.manager.orchestration.VmCall;
import io.godwit.manager.orchestration.VmTasks;
import io.godwit.manager.task.Idempotency;
import io.godwit.manager.task.Task;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.error.Problem;
import io.godwit.model.task.TaskId;
import io.godwit.protocol.api.ApiPaths;
import io.godwit.protocol.api.ProblemView;
import io.godwit.protocol.api.TaskView;
import io.javalin.http.Context;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Carries calls out as tasks. A caller who waits is answered when the task has ended, one who
 * prefers not to when it is recorded; the task goes on either way, also if the caller goes away.
 */
final class TaskCalls {
  private static final String RESPOND_ASYNC = "respond-async";

  private final VmTasks tasks;
  private final Chronicle chronicle;

  TaskCalls(Sites.Site site) {
    this.tasks = site.orchestration().tasks();
    this.chronicle = site.chronicle();
  }

  /** What is answered once it is done. */
  interface Answer {
    void give() throws InterruptedException;
  }

  /**
   * Carries out a call.
   *
   * @param body what was sent, which is a part of what a key stands for
   */
  void carryOut(Context request, byte[] body, VmCall call, Answer whenDone)
      throws InterruptedException {
    carryOut(request, body, () -> call, whenDone);
  }

  /** The same for a call that has to be made up first. */
  void carryOut(Context request, byte[] body, Supplier<VmCall> call, Answer whenDone)
      throws InterruptedException {
    if (prefersAsync(request)) {
      begin(request, body, call);
      request.header("Preference-Applied", RESPOND_ASYNC);
      return;
    }
    TaskId id = tasks.begin(call, idempotency(request, body));
    request.header(ApiPaths.TASK_HEADER, id.value());
    refuseFailed(id);
    whenDone.give();
  }

  /** Begins what a call asks for and answers with its task. */
  void begin(Context request, byte[] body, VmCall call) throws InterruptedException {
    begin(request, body, () -> call);
  }

  private void begin(Context request, byte[] body, Supplier<VmCall> call)
      throws InterruptedException {
    TaskId id = tasks.begin(call, idempotency(request, body));
    request
        .status(202)
        .header(ApiPaths.TASK_HEADER, id.value())
        .header("Location", ApiPaths.task(id.value()));
    Answers.json(request, chronicle.task(id.value()));
  }

  /** The key of a request that may be repeated, if it has one. */
  static Optional<Idempotency> idempotency(Context request, byte[] body) {
    String key = request.header(ApiPaths.IDEMPOTENCY_KEY_HEADER);
    return key == null
        ? Optional.empty()
        : Optional.of(
            Idempotency.of(
                Origin.current().actor(), key, request.method().name(), request.path(), body));
  }

  private void refuseFailed(TaskId id) throws InterruptedException {
    try {
      Task ended = tasks.awaitEnd(id);
      Problem problem = ended.problem();
      if (problem != null) {
        throw problem.asException();
      }
    } catch (GodwitException unknown) {
      if (unknown.code() != ErrorCode.TASK_UNKNOWN) {
        throw unknown;
      }
      // A call that is repeated long after its task has ended: the history knows how.
      TaskView ended = chronicle.task(id.value());
      ProblemView problem = ended.problem();
      if (problem != null) {
        throw new GodwitException(
            ErrorCode.valueOf(problem.code()), problem.detail(), problem.next());
      }
    }
  }

  private static boolean prefersAsync(Context request) {
    String prefer = request.header("Prefer");
    return prefer != null
        && Arrays.stream(prefer.toLowerCase(Locale.ROOT).split(",", -1))
            .map(String::strip)
            .anyMatch(RESPOND_ASYNC::equals);
  }
}
