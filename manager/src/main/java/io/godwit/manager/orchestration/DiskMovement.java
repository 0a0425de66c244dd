package io.godwit.manager.orchestration;

import io.godwit.manager.orchestration.VmFinish.Result;
import io.godwit.manager.task.TaskProgress;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.error.Problem;
import io.godwit.protocol.agent.Answer;
import io.godwit.protocol.agent.Order;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Lets an agent move a disk and asks it how far it is until it has ended. The agent knows the move
 * by its task, so that asking again joins it: over a lost link, a restart of the agent, and by the
 * next manager.
 */
final class DiskMovement {
  private final Tools tools;
  private final VmWork.MoveDisk work;
  private final Consumer<TaskProgress> told;

  /**
   * @param told is told how far it is
   */
  DiskMovement(Tools tools, VmWork.MoveDisk work, Consumer<TaskProgress> told) {
    this.tools = tools;
    this.work = work;
    this.told = told;
  }

  /**
   * Returns once the disk has moved.
   *
   * @throws GodwitException why it has not; OUTCOME_UNKNOWN if its agent does not come back
   */
  Result.Done carryOut() throws InterruptedException {
    long end = tools.time().nanos() + work.deadline(tools.deadlines()).toNanos();
    do {
      Answer answer = ask(work.order(), VmWork.MoveDisk.PATIENCE);
      if (answer instanceof Answer.Observed observed) {
        return new Result.Done(Optional.of(observed.observation()));
      }
      if (!(answer instanceof Answer.Moving moving)) {
        throw VmOperations.strange(answer);
      }
      told.accept(progress(moving));
    } while (tools.time().nanos() < end);
    throw unknown("it has not ended in " + work.deadline(tools.deadlines()).toHours() + " hours");
  }

  /** Has the agent give it up; how it ends then, which is done if that came too late. */
  Result cancel() throws InterruptedException {
    Order order = new Order.CancelMove(work.task(), work.vm(), work.generation());
    try {
      Answer answer = ask(order, tools.deadlines().slack());
      if (!(answer instanceof Answer.Observed observed)) {
        return new Result.Failed(VmOperations.strange(answer).problem());
      }
      return work.isReached(Optional.of(observed.observation()))
          ? new Result.Done(Optional.of(observed.observation()))
          : new Result.Cancelled(stays());
    } catch (GodwitException notSaid) {
      return new Result.Failed(notSaid.problem());
    }
  }

  private Answer ask(Order order, Duration work) throws InterruptedException {
    Deadlines deadlines = tools.deadlines();
    Duration within = deadlines.linkReturn().plus(work).plus(deadlines.quick());
    try {
      return new Persistence(tools.agents(), tools.time(), deadlines.retry())
          .call(this.work.home(), order, within, deadlines.linkReturn());
    } catch (GodwitException silent) {
      if (silent.code() == ErrorCode.AGENT_UNREACHABLE) {
        throw unknown("its agent has been away since");
      }
      throw silent;
    }
  }

  private static TaskProgress progress(Answer.Moving moving) {
    long total = Math.max(1, moving.total().bytes());
    // All of it is copied before the guest changes over.
    int percent = (int) Math.clamp(moving.done().bytes() * 100.0 / total, 0, 99);
    return new TaskProgress("copying, " + moving.done() + " of " + moving.total(), 1, 1, percent);
  }

  private Problem stays() {
    return new Problem(
        ErrorCode.TASK_CANCELLED,
        "The move of disk "
            + work.disk()
            + " to "
            + work.target().file()
            + " was cancelled; the disk is where it was and the copy is removed.",
        "Move it again whenever you like.");
  }

  private GodwitException unknown(String why) {
    return new GodwitException(
        ErrorCode.OUTCOME_UNKNOWN,
        "Disk "
            + work.disk()
            + " was on its way to "
            + work.target().file()
            + " on "
            + work.home()
            + ", and "
            + why
            + ".",
        "Look where the VM's disks are once the agent of " + work.home() + " is connected.");
  }
}
