package io.godwit.agent.disk;

import io.godwit.agent.storage.Datastores;
import io.godwit.agent.vm.Definition;
import io.godwit.agent.vm.Disks;
import io.godwit.agent.vm.Vm;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.unit.DataRate;
import io.godwit.model.vm.DiskFormat;
import io.godwit.qmp.BlockCommands;
import io.godwit.qmp.BlockJob;
import io.godwit.qmp.QmpCommand;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** A copy of a guest's disk as QEMU has it: a node, and the job that fills it. */
final class Copy {
  private static final Duration ANSWER_DEADLINE = Duration.ofSeconds(10);

  private final Vm vm;
  private final Definition.Move move;

  Copy(Vm vm, Definition.Move move) {
    this.vm = vm;
    this.move = move;
  }

  /** Opens the copy, whose file exists, and begins to fill it. */
  void begin(Datastores datastores, DataRate bandwidth) throws InterruptedException {
    Path file = datastores.existing(move.to().file());
    String format = move.to().format() == DiskFormat.QCOW2 ? "qcow2" : "raw";
    execute(
        BlockCommands.openImage(node(), format, file.toString(), datastores.takesDirectIo(file)));
    execute(BlockCommands.mirrorAndWait(job(), move.node(), node(), bandwidth));
  }

  /** The job, unless there is none any more. */
  Optional<BlockJob> look() throws InterruptedException {
    return vm.session().execute(BlockCommands.queryBlockJobs(), ANSWER_DEADLINE).stream()
        .filter(each -> each.id().equals(job()))
        .findFirst();
  }

  /** Whether the guest works on the copy. */
  boolean isInPlace() throws InterruptedException {
    return Disks.node(vm.session(), move.disk()).equals(node());
  }

  /** From now on each write of the guest is in both, and once they are the same QEMU waits. */
  void pivot() throws InterruptedException {
    // Before 8.2 QEMU cannot be told; what is left to copy then depends on the guest alone.
    attempt(BlockCommands.writeThrough(job()));
    execute(BlockCommands.pivot(job()));
  }

  /** The guest works on the copy from now on. */
  void changeOver() throws InterruptedException {
    execute(BlockCommands.changeOver(job()));
  }

  /** The guest stays on the disk it has. */
  void abandon() throws InterruptedException {
    execute(BlockCommands.abandon(job()));
  }

  /** The job has ended: forgets it and closes what the guest does not work on. May be repeated. */
  void close(boolean inPlace) throws InterruptedException {
    String unused = inPlace ? move.node() : node();
    attempt(BlockCommands.dismiss(job()));
    attempt(BlockCommands.close(unused));
    // A disk of the command line has a node for its file; that of a copy goes with it.
    attempt(BlockCommands.close(unused + "-file"));
  }

  private void execute(QmpCommand<?> command) throws InterruptedException {
    var _ = vm.session().execute(command, ANSWER_DEADLINE);
  }

  /** What is gone already need not be closed. A QEMU that does not answer is another matter. */
  private void attempt(QmpCommand<?> command) throws InterruptedException {
    try {
      execute(command);
    } catch (GodwitException refused) {
      if (refused.code() != ErrorCode.QMP_COMMAND_FAILED) {
        throw refused;
      }
    }
  }

  private String job() {
    return "move" + move.disk();
  }

  /** Of its own for each task: the disk may have moved before. */
  private String node() {
    return "disk" + move.disk() + "-" + move.task();
  }
}
