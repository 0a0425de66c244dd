package io.godwit.manager.orchestration;

import io.godwit.manager.catalog.CatalogChange;
import io.godwit.manager.event.EventDraft;
import io.godwit.manager.event.OutboxChange;
import io.godwit.manager.history.Filed;
import io.godwit.manager.inventory.Claim;
import io.godwit.manager.inventory.DataCenter;
import io.godwit.manager.inventory.StateRecord;
import io.godwit.manager.inventory.StateRecord.OfOutbox;
import io.godwit.manager.inventory.StateRecord.OfTask;
import io.godwit.manager.inventory.StateRecord.VmDefined;
import io.godwit.manager.inventory.StateRecord.VmDeleted;
import io.godwit.manager.inventory.StateRecord.VmDiskMoved;
import io.godwit.manager.inventory.VmEntry;
import io.godwit.manager.loop.Outcome;
import io.godwit.manager.task.Task;
import io.godwit.manager.task.TaskChange;
import io.godwit.manager.task.TaskEnd;
import io.godwit.manager.task.TaskState;
import io.godwit.manager.task.TaskViews;
import io.godwit.model.catalog.VmAttributes;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.Problem;
import io.godwit.model.event.Event;
import io.godwit.model.host.HostId;
import io.godwit.model.task.TaskId;
import io.godwit.model.vm.VmObservation;
import io.godwit.model.vm.VmSpec;
import io.godwit.protocol.json.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is recorded when a task of a VM begins and ends: with the change itself, at once. Pure. */
final class VmFinish {
  private VmFinish() {}

  /** The event of a task's beginning. */
  static StateRecord begun(Task task) {
    return StateRecord.happened(
        EventDraft.of(
                task.startedAt(),
                task.origin(),
                task.action() + ".begin",
                task.subjectKind(),
                task.subject(),
                Event.Outcome.SUCCEEDED,
                "Task " + task.id() + " began.")
            .within(task.id().value()));
  }

  /** What came of the work: it was done, or why not. */
  sealed interface Result {
    /**
     * @param seen the VM as its home has it now
     */
    record Done(Optional<VmObservation> seen) implements Result {}

    record Failed(Problem problem) implements Result {}

    record Cancelled(Problem problem) implements Result {}
  }

  /** The decision that ends a task; nothing if it has ended. */
  static Outcome<DataCenter, StateRecord, Boolean> end(
      DataCenter state, TaskId id, VmWork work, Result result, Instant at) {
    Optional<Task> running = state.hard().tasks().running().get(id);
    if (running.isEmpty()) {
      return Outcome.of(false);
    }
    Task task = running.get();
    List<StateRecord> records = new ArrayList<>();
    Change change = change(state, work, result);
    records.addAll(change.records());
    TaskEnd end = end(task, work, change.result());
    List<TaskChange> changes = state.hard().tasks().ending(id, end, at);
    changes.forEach(each -> records.add(new OfTask(each)));
    records.add(StateRecord.concluded(event(task, end, at, change)));
    records.add(
        new OfOutbox(
            new OutboxChange.Finished(Filed.Kind.TASK, id.value(), at, view(task, end, at))));
    return new Outcome<>(
        records,
        changed ->
            changed.soften(soft -> {
              var left = soft.over(id);
              if (isLastOf(state, task) && !isRehearsed(state, work)) {
                left = left.unclaimed(work.vm());
              }
              if (change.result() instanceof Result.Done done) {
                left =
                    work instanceof VmWork.Delete || done.seen().isEmpty()
                        ? left.gone(work.home(), work.vm(), at)
                        : left.seen(work.home(), done.seen().get(), at);
              }
              return left;
            }),
        true);
  }

  /** What becomes of the inventory, and whether the work succeeded after all. */
  private record Change(
      Result result, List<StateRecord> records, @Nullable Object before, @Nullable Object after) {}

  private static Change change(DataCenter state, VmWork work, Result result) {
    Optional<VmEntry> known = state.hard().vms().get(work.vm());
    if (!(result instanceof Result.Done done)) {
      return new Change(result, List.of(), null, null);
    }
    return switch (work) {
      case VmWork.Define define -> {
        VmSpec spec = done.seen().map(VmObservation::spec).orElse(define.spec());
        if (known.isPresent()) {
          // Adopted meanwhile: the agent told of it before it answered.
          yield new Change(result, said(state, define, known.get().right().home()), null, spec);
        }
        if (state.hard().names().has(spec.name())) {
          yield new Change(new Result.Failed(nameTaken(define)), List.of(), null, null);
        }
        List<StateRecord> records = new ArrayList<>();
        records.add(new VmDefined(work.vm(), spec, work.home(), work.generation()));
        records.addAll(said(state, define, work.home()));
        yield new Change(result, records, null, spec);
      }
      case VmWork.Delete _ ->
          known
              .map(vm -> new Change(result, List.of(new VmDeleted(work.vm())), vm.spec(), null))
              .orElse(new Change(result, List.of(), null, null));
      case VmWork.MoveDisk move ->
          known
              .map(vm ->
                  new Change(
                      result,
                      List.of(new VmDiskMoved(move.vm(), move.disk(), move.target())),
                      vm.spec().disks().get(move.disk()),
                      move.target()))
              .orElse(new Change(result, List.of(), null, null));
      case VmWork.Start _, VmWork.Stop _, VmWork.Kill _, VmWork.Pause _, VmWork.Resume _ ->
          new Change(
              result,
              List.of(),
              work.seen(state).map(seen -> Map.of("state", seen.state())).orElse(null),
              done.seen().map(seen -> Map.of("state", seen.state())).orElse(null));
    };
  }

  /** What was asked for with the VM, as far as it is still there. */
  private static List<StateRecord> said(DataCenter state, VmWork.Define define, HostId home) {
    VmAttributes wished = define.said();
    return wished == null
        ? List.of()
        : List.of(
            new StateRecord.OfCatalog(
                new CatalogChange.VmDescribed(state.hard().catalog().fitting(wished, home))));
  }

  private static Problem nameTaken(VmWork.Define define) {
    return new Problem(
        ErrorCode.VM_NAME_TAKEN,
        "A VM named "
            + define.spec().name()
            + " was found on another host while this one was defined on "
            + define.home()
            + ".",
        "Decide which of the two keeps the name; rename or delete the other.");
  }

  /** A stop that began before the rehearsal may end within it; the claim is the rehearsal's. */
  private static boolean isRehearsed(DataCenter state, VmWork work) {
    return state
        .soft()
        .claims()
        .get(work.vm())
        .filter(claim -> claim.kind() == Claim.Kind.REHEARSE)
        .isPresent();
  }

  private static boolean isLastOf(DataCenter state, Task task) {
    return state.hard().tasks().running().values().stream()
        .noneMatch(
            other -> !other.id().equals(task.id()) && other.subject().equals(task.subject()));
  }

  private static TaskEnd end(Task task, VmWork work, Result result) {
    return switch (result) {
      case Result.Done done -> TaskEnd.succeeded(sentence(task, work, done));
      case Result.Failed failed -> TaskEnd.failed(failed.problem());
      case Result.Cancelled cancelled -> TaskEnd.cancelled(cancelled.problem());
    };
  }

  private static String sentence(Task task, VmWork work, Result.Done done) {
    if (work instanceof VmWork.MoveDisk move) {
      return "Disk "
          + move.disk()
          + " of VM "
          + task.subject()
          + " is "
          + move.target().file()
          + " ("
          + move.target().format()
          + ") now.";
    }
    String chosen =
        work instanceof VmWork.Define define && define.because() != null
            ? " Its host was chosen: " + define.because() + "."
            : "";
    return done.seen()
        .map(seen -> "VM " + task.subject() + " is " + seen.state() + "." + chosen)
        .orElse("VM " + task.subject() + " is gone.");
  }

  private static EventDraft event(Task task, TaskEnd end, Instant at, Change change) {
    Problem problem = end.problem();
    return EventDraft.of(
            at,
            task.origin(),
            task.action(),
            task.subjectKind(),
            task.subject(),
            end.state() == TaskState.SUCCEEDED ? Event.Outcome.SUCCEEDED : Event.Outcome.FAILED,
            problem == null ? String.valueOf(end.result()) : problem.toString())
        .changing(change.before(), change.after())
        .within(task.id().value());
  }

  private static String view(Task task, TaskEnd end, Instant at) {
    Task ended =
        new Task(
            task.id(),
            task.action(),
            task.subjectKind(),
            task.subject(),
            task.origin(),
            task.request(),
            task.startedAt(),
            end,
            at);
    return Json.LENIENT.writeValueAsString(TaskViews.of(ended, null, false));
  }
}
