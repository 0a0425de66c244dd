package io.godwit.agent.disk;

import io.godwit.agent.platform.ProcessIdentity;
import io.godwit.agent.storage.Datastores;
import io.godwit.agent.storage.Images;
import io.godwit.agent.vm.Definition;
import io.godwit.agent.vm.Vm;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.error.Problem;
import io.godwit.model.task.TaskId;
import io.godwit.model.unit.DataRate;
import io.godwit.model.unit.DataSize;
import io.godwit.protocol.agent.Answer;
import io.godwit.qmp.BlockJob;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves one disk. {@link #run} looks at QEMU again before each step and does what follows, so it
 * begins wherever an earlier agent was interrupted. Driven by one thread; asked by any.
 */
final class DiskMove {
  private static final Logger LOG = LoggerFactory.getLogger(DiskMove.class);

  /** A terabyte takes three hours at 100 MiB/s. */
  static final Duration LONGEST = Duration.ofHours(24);

  /** What is left of a move takes a few round trips to QEMU. */
  static final Duration LEFTOVER = Duration.ofSeconds(10);

  /** QEMU may refuse what it has done already when its answer was lost; not for five seconds. */
  private static final int MOST_REFUSALS = 25;

  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);

  /** The guest's writes wait for the next step, which is a few milliseconds away. */
  private static final Duration BETWEEN_LAST_LOOKS = Duration.ofMillis(5);

  private final Vm vm;
  private final Definition.Move move;
  private final Datastores datastores;
  private final Images images;
  private final Copy copy;
  private final @Nullable ProcessIdentity process;
  private volatile boolean cancelled;
  private volatile Answer.Moving reached = new Answer.Moving(DataSize.ZERO, DataSize.ZERO);
  private boolean told;
  private int refusals;
  private @Nullable String refusal;

  DiskMove(Vm vm, Definition.Move move, Datastores datastores, Images images) {
    this.vm = vm;
    this.move = move;
    this.datastores = datastores;
    this.images = images;
    this.copy = new Copy(vm, move);
    this.process = vm.definition().process();
  }

  /** What became of it: moved, or why the disk is where it was. */
  record End(@Nullable Problem problem) {}

  /** How far it is, as far as was looked. */
  Answer.Moving reached() {
    return reached;
  }

  /** The disk stays if it has not moved yet; {@link #run} says which. */
  void cancel() {
    cancelled = true;
  }

  /**
   * Makes the copy and begins to fill it; the move is on record. If this throws, the disk is where
   * it was and nothing is left.
   */
  void begin(DataSize size, DataRate bandwidth) throws InterruptedException {
    boolean begun = false;
    try {
      images.make(move.to(), size, move.task().value());
      datastores.own(List.of(move.to()));
      copy.begin(datastores, bandwidth);
      begun = true;
    } finally {
      if (!begun) {
        stay();
      }
    }
  }

  /** Brings it to its end, unless that takes too long. */
  End run(Duration patience) throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    while (System.nanoTime() < end) {
      if (isOver()) {
        return settle();
      }
      Duration pause = BETWEEN_LOOKS;
      try {
        Optional<End> ended = step();
        if (ended.isPresent()) {
          return ended.get();
        }
        pause = told ? BETWEEN_LAST_LOOKS : BETWEEN_LOOKS;
      } catch (GodwitException silent) {
        // QEMU has ended, or the VM reconnects; either shows at the next look.
        LOG.debug("task {}: {}", move.task(), silent.getMessage());
        count(silent);
      }
      Thread.sleep(pause);
    }
    return new End(
        new Problem(
            ErrorCode.OUTCOME_UNKNOWN,
            "Disk "
                + move.disk()
                + " of VM "
                + vm.name()
                + " has not moved in "
                + patience.toSeconds()
                + " s.",
            "Look at the VM's QEMU; restart the agent to let it try again."));
  }

  /** Whether the QEMU that the disk moved in is gone; the VM may have another by now. */
  private boolean isOver() {
    return !vm.condition().state().hasProcess()
        || !Objects.equals(process, vm.definition().process());
  }

  /** Without QEMU: the definition says which file is true, and the other goes. */
  private End settle() {
    if (vm.definition().hasMoved(move)) {
      leaveOld();
      return new End(null);
    }
    removeCopy();
    return new End(failed("the guest ended before all was copied"));
  }

  private Optional<End> step() throws InterruptedException {
    BlockJob job = copy.look().orElse(null);
    if (job == null) {
      return Optional.of(concluded("its job is gone"));
    }
    reached = new Answer.Moving(job.offset(), job.length());
    switch (job.status()) {
      case UNDER_WAY -> {
        if (cancelled || refusal != null) {
          copy.abandon();
        } else if (job.ready() && !told) {
          copy.pivot();
          told = true;
        }
      }
      case PENDING -> {
        // Nothing is written to either file now: whichever is true, it is whole.
        if (refusal == null && isRecorded()) {
          copy.changeOver();
        } else {
          // Rather than hold the guest's writes any longer.
          vm.placeDisk(move.disk(), move.from());
          copy.abandon();
        }
      }
      case CONCLUDED -> {
        return Optional.of(concluded(job.error() == null ? "it ended early" : job.error()));
      }
    }
    return Optional.empty();
  }

  /** What QEMU refuses again and again is given up. */
  private void count(GodwitException silent) {
    if (silent.code() == ErrorCode.QMP_COMMAND_FAILED && ++refusals >= MOST_REFUSALS) {
      refusal = silent.problem().detail();
    }
  }

  private boolean isRecorded() {
    try {
      vm.placeDisk(move.disk(), move.to());
      return true;
    } catch (GodwitException unwritten) {
      LOG.warn("task {}: {}", move.task(), unwritten.getMessage());
      refusal = unwritten.problem().detail();
      return false;
    }
  }

  private End concluded(String why) throws InterruptedException {
    boolean inPlace = copy.isInPlace();
    if (isOver()) {
      return settle(); // another QEMU may have said that
    }
    vm.placeDisk(move.disk(), inPlace ? move.to() : move.from());
    copy.close(inPlace);
    if (inPlace) {
      leaveOld();
      return new End(null);
    }
    removeCopy();
    return new End(
        cancelled ? cancelled(move.task(), vm) : failed(refusal == null ? why : refusal));
  }

  /** What could not be begun leaves nothing. */
  private void stay() throws InterruptedException {
    try {
      copy.close(false);
      removeCopy();
    } catch (GodwitException later) {
      LOG.warn("task {} leaves a copy for now: {}", move.task(), later.getMessage());
    }
  }

  /** The guest is on the new file for good. */
  private void leaveOld() {
    try {
      images.remove(move.from().file());
      images.unmark(move.to().file(), move.task().value());
    } catch (GodwitException stays) {
      LOG.warn("task {}: {}", move.task(), stays.getMessage());
    }
    vm.endMove();
    LOG.info("task {}: disk {} of vm {} has moved", move.task(), move.disk(), vm.name());
  }

  private void removeCopy() {
    try {
      images.unmake(move.to().file(), move.task().value());
      vm.endMove();
      LOG.info("task {}: disk {} of vm {} stays", move.task(), move.disk(), vm.name());
    } catch (GodwitException stays) {
      LOG.warn("task {}: {}", move.task(), stays.getMessage());
    }
  }

  /** What a cancelled move ends with. */
  static Problem cancelled(TaskId task, Vm vm) {
    return new Problem(
        ErrorCode.TASK_CANCELLED,
        "Task " + task + " was cancelled; the disk of VM " + vm.name() + " is where it was.",
        "Move it again whenever you like.");
  }

  private Problem failed(String why) {
    return new Problem(
        ErrorCode.DISK_MOVE_FAILED,
        "The copy of disk "
            + move.disk()
            + " of VM "
            + vm.name()
            + " to "
            + move.to().file()
            + " broke: "
            + why
            + "; the disk is where it was and the copy is removed.",
        "Check the room and the state of datastore "
            + move.to().file().datastore()
            + " on this host, then move the disk again.");
  }
}
