package io.godwit.agent.migration.source;

import io.godwit.agent.vm.Disks;
import io.godwit.agent.vm.Vm;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.error.Problem;
import io.godwit.model.migration.DiskCopy;
import io.godwit.model.unit.DataRate;
import io.godwit.model.unit.DataSize;
import io.godwit.qmp.BlockCommands;
import io.godwit.qmp.BlockJob;
import io.godwit.qmp.QmpCommand;
import io.godwit.qmp.QmpSession;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The disks that go along with a VM: one QEMU job each, which writes to what the destination
 * serves. Owned by the migration's thread.
 *
 * <p>The guest's own disks are never touched: a job that ends, in whatever way, leaves the guest on
 * them.
 */
final class Mirrors {
  private static final Logger LOG = LoggerFactory.getLogger(Mirrors.class);
  private static final Duration ANSWER_DEADLINE = Duration.ofSeconds(10);

  /** What is left when the guest has stopped are milliseconds; a slow disk may take seconds. */
  private static final Duration LAST_WRITES = Duration.ofSeconds(20);

  private static final Duration FIRST_LOOK = Duration.ofMillis(1);

  private final Vm vm;
  private final List<DiskCopy> copies;
  private DataSize copied = DataSize.ZERO;

  Mirrors(Vm vm, List<DiskCopy> copies) {
    this.vm = vm;
    this.copies = List.copyOf(copies);
  }

  /**
   * How far the copies are.
   *
   * @param ready whether all have caught up with the guest
   * @param trouble why one of them failed; null if none did
   */
  record Look(boolean ready, DataSize total, DataSize done, @Nullable Problem trouble) {}

  boolean areAny() {
    return !copies.isEmpty();
  }

  /** Bytes that were copied, as far as was looked. */
  DataSize copied() {
    return copied;
  }

  /**
   * Begins to copy. If this throws, nothing is left of it here.
   *
   * @param tlsKey id of the object that holds the key of the connections; null is in the clear
   * @param bandwidth most bytes per second for all of them; zero is no limit
   */
  void begin(String address, int port, @Nullable String tlsKey, DataRate bandwidth)
      throws InterruptedException {
    DataRate each = share(bandwidth);
    boolean begun = false;
    try {
      for (DiskCopy copy : copies) {
        String node = Disks.node(session(), copy.disk());
        execute(
            BlockCommands.openExport(name(copy), address, port, Disks.export(copy.disk()), tlsKey));
        execute(BlockCommands.mirror(name(copy), node, name(copy), each));
      }
      begun = true;
    } finally {
      if (!begun) {
        drop();
      }
    }
  }

  /** From now on all of them copy so many bytes per second at most; zero is no limit. */
  void limit(DataRate bandwidth) throws InterruptedException {
    for (DiskCopy copy : copies) {
      execute(BlockCommands.limit(name(copy), share(bandwidth)));
    }
  }

  private DataRate share(DataRate bandwidth) {
    return bandwidth.equals(DataRate.ZERO)
        ? DataRate.ZERO
        : new DataRate(Math.max(1, bandwidth.bytesPerSecond() / copies.size()));
  }

  Look look() throws InterruptedException {
    List<BlockJob> jobs = jobs();
    boolean ready = jobs.size() == copies.size();
    DataSize total = DataSize.ZERO;
    DataSize done = DataSize.ZERO;
    Problem trouble = ready ? null : broke("its job is gone");
    for (BlockJob job : jobs) {
      ready &= job.ready();
      total = total.plus(job.length());
      done = done.plus(job.offset());
      if (job.status() == BlockJob.Status.CONCLUDED) {
        trouble = broke(job.error() == null ? "it ended early" : job.error());
      }
    }
    copied = done;
    return new Look(ready, total, done, trouble);
  }

  /** From now on what the guest is told to be written is in the copies, too. */
  void writeThrough() throws InterruptedException {
    for (DiskCopy copy : copies) {
      execute(BlockCommands.writeThrough(name(copy)));
    }
  }

  /**
   * Brings the copies to their end and lets go of them. The guest stands still and writes no more.
   *
   * @throws GodwitException if one of them is not whole
   */
  void finish() throws InterruptedException {
    for (DiskCopy copy : copies) {
      execute(BlockCommands.endMirror(name(copy)));
    }
    for (BlockJob job : concluded()) {
      if (job.error() != null) {
        throw broke(job.error()).asException();
      }
    }
    for (DiskCopy copy : copies) {
      execute(BlockCommands.dismiss(name(copy)));
      execute(BlockCommands.close(name(copy)));
    }
  }

  /** Ends whatever is left of the copies, also where the destination does not answer any more. */
  void drop() throws InterruptedException {
    for (DiskCopy copy : copies) {
      attempt(BlockCommands.hangUp(name(copy)));
      attempt(BlockCommands.abandon(name(copy)));
    }
    try {
      for (BlockJob job : concluded()) {
        attempt(BlockCommands.dismiss(job.id()));
      }
    } catch (GodwitException stays) {
      LOG.warn("vm {}: {}", vm.name(), stays.getMessage());
    }
    for (DiskCopy copy : copies) {
      attempt(BlockCommands.close(name(copy)));
    }
  }

  private List<BlockJob> concluded() throws InterruptedException {
    long end = System.nanoTime() + LAST_WRITES.toNanos();
    Duration pause = FIRST_LOOK;
    while (true) {
      List<BlockJob> jobs = jobs();
      if (jobs.stream().allMatch(job -> job.status() == BlockJob.Status.CONCLUDED)) {
        return jobs;
      }
      if (System.nanoTime() > end) {
        throw broke("it did not end within " + LAST_WRITES.toSeconds() + " s").asException();
      }
      Thread.sleep(pause);
    }
  }

  private List<BlockJob> jobs() throws InterruptedException {
    List<String> ours = copies.stream().map(Mirrors::name).toList();
    return session().execute(BlockCommands.queryBlockJobs(), ANSWER_DEADLINE).stream()
        .filter(job -> ours.contains(job.id()))
        .toList();
  }

  private void execute(QmpCommand<?> command) throws InterruptedException {
    var _ = session().execute(command, ANSWER_DEADLINE);
  }

  /** What is gone already need not be ended. */
  private void attempt(QmpCommand<?> command) throws InterruptedException {
    try {
      execute(command);
    } catch (GodwitException gone) {
      LOG.debug("vm {} {}: {}", vm.name(), command, gone.getMessage());
    }
  }

  private QmpSession session() {
    return vm.session();
  }

  /** Of the job, and of the node that stands for the destination's image. */
  private static String name(DiskCopy copy) {
    return "copy" + copy.disk();
  }

  private Problem broke(String why) {
    return new Problem(
        ErrorCode.MIGRATION_FAILED,
        "The copy of a disk of VM " + vm.name() + " broke: " + why + ".",
        "Check the destination's datastore and the link between the hosts, then migrate again.");
  }
}
