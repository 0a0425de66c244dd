package io.godwit.manager.orchestration;

import io.godwit.manager.inventory.DataCenter;
import io.godwit.manager.inventory.HostEntry;
import io.godwit.manager.inventory.VmEntry;
import io.godwit.manager.orchestration.VmFinish.Result;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.ErrorKind;
import io.godwit.model.error.GodwitException;
import io.godwit.model.error.Problem;
import io.godwit.model.vm.VmObservation;
import io.godwit.protocol.agent.Answer;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Brings work to its end that another manager began. What its home says decides: what is done is
 * done; what is not is ordered again under the same generation, which agents refuse if a newer
 * decision stands. An order of the earlier manager may still be at work, so a refusal is only
 * believed if the VM then stays as it is.
 */
final class VmResumption {
  /** Each is one more change under way than anyone has begun. */
  private static final int MAX_LOOKS = 5;

  private final Tools tools;
  private final VmWork work;
  private final Consumer<String> step;

  /**
   * @param step is told what is done now
   */
  VmResumption(Tools tools, VmWork work, Consumer<String> step) {
    this.tools = tools;
    this.work = work;
    this.step = step;
  }

  /**
   * Returns once the work is done.
   *
   * @throws GodwitException why it is not; OUTCOME_UNKNOWN if its home does not come back
   */
  Result.Done carryOut() throws InterruptedException {
    long link = 0;
    GodwitException last = null;
    for (int look = 0; look < MAX_LOOKS; look++) {
      step.accept("waiting for the agent of " + work.home());
      link = awaitHome(link, last);
      if (isInInventory()) {
        return new Result.Done(work.seen(now()));
      }
      boolean waited = awaitItsWay();
      Optional<VmObservation> seen = work.seen(now());
      if (work.isReached(seen)) {
        return new Result.Done(seen);
      }
      if (waited && work instanceof VmWork.Stop stop) {
        throw stopTimedOut(stop);
      }
      step.accept("the agent carries it out");
      try {
        return ordered();
      } catch (GodwitException refused) {
        last = refused;
        if (!Persistence.isSilence(refused.code())) {
          if (refused.code().kind() != ErrorKind.REJECTED || !changesFrom(seen)) {
            throw refused;
          }
          link = 0;
        }
      }
    }
    throw last == null ? new IllegalStateException("nothing was tried") : last;
  }

  /** What an agent's answer means, the same at the first time and later. */
  static Result.Done done(VmWork work, Answer answer) {
    if (answer instanceof Answer.Observed observed) {
      return new Result.Done(Optional.of(observed.observation()));
    }
    if (answer instanceof Answer.Done && work instanceof VmWork.Delete) {
      return new Result.Done(Optional.empty());
    }
    throw VmOperations.strange(answer);
  }

  private Result.Done ordered() throws InterruptedException {
    try {
      Duration deadline = work.deadline(tools.deadlines());
      return done(work, tools.agents().call(work.home(), work.order(), deadline));
    } catch (GodwitException refused) {
      if (work instanceof VmWork.Delete && refused.code() == ErrorCode.VM_UNKNOWN) {
        return new Result.Done(Optional.empty());
      }
      throw refused;
    }
  }

  /**
   * Whether the records say that it is done.
   *
   * @throws GodwitException if they say that it can no longer be
   */
  private boolean isInInventory() {
    Optional<VmEntry> vm = now().hard().vms().get(work.vm());
    if (work instanceof VmWork.Define) {
      return vm.isPresent();
    }
    if (vm.isEmpty()) {
      if (work instanceof VmWork.Delete) {
        return true;
      }
      throw new GodwitException(
          ErrorCode.VM_UNKNOWN,
          "The VM was deleted before another manager could go on with this.",
          "There is nothing left to do.");
    }
    if (!vm.get().right().generation().equals(work.generation())) {
      throw new GodwitException(
          ErrorCode.GENERATION_STALE,
          "VM "
              + vm.get().name()
              + " has changed hands since this was asked for; it is on "
              + vm.get().right().home()
              + " now.",
          "Ask again if it is still wanted.");
    }
    return false;
  }

  /** Waits for the home's agent, and for what it says about all of its VMs. */
  private long awaitHome(long after, @Nullable GodwitException last) throws InterruptedException {
    Predicate<DataCenter> linked = state -> link(state) > after;
    Duration patience = tools.deadlines().linkReturn();
    if (await(linked, patience)) {
      return link(now());
    }
    if (last != null) {
      throw last;
    }
    Problem away =
        new Problem(
            ErrorCode.OUTCOME_UNKNOWN,
            "Another manager took over while this was carried out, and the agent of "
                + work.home()
                + " has not come back within "
                + patience.toSeconds()
                + " s; it may have been done.",
            "Look at the VM once the agent of " + work.home() + " is connected.");
    throw away.asException();
  }

  private long link(DataCenter state) {
    return state.soft().hosts().get(work.home()).map(HostEntry::link).orElse(0L);
  }

  private boolean awaitItsWay() throws InterruptedException {
    Predicate<DataCenter> onItsWay =
        state -> work.seen(state).filter(seen -> work.isOnItsWay(seen.state())).isPresent();
    if (!onItsWay.test(now())) {
      return false;
    }
    step.accept("waiting for what was begun");
    await(onItsWay.negate(), work.deadline(tools.deadlines()));
    return true;
  }

  private boolean changesFrom(Optional<VmObservation> seen) throws InterruptedException {
    return await(state -> !work.seen(state).equals(seen), tools.deadlines().report());
  }

  private boolean await(Predicate<DataCenter> condition, Duration patience)
      throws InterruptedException {
    return Waiting.until(tools, condition, patience);
  }

  private DataCenter now() {
    return tools.inventory().now();
  }

  private static GodwitException stopTimedOut(VmWork.Stop stop) {
    return new GodwitException(
        ErrorCode.STOP_TIMED_OUT,
        "The guest was asked to shut down and has not within "
            + stop.grace().toSeconds()
            + " s; it goes on.",
        "Stop it again with more time, or kill it.");
  }
}
