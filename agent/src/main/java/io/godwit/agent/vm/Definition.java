package io.godwit.agent.vm;

import io.godwit.agent.platform.ProcessIdentity;
import io.godwit.model.migration.DiskCopy;
import io.godwit.model.migration.MigrationId;
import io.godwit.model.task.TaskId;
import io.godwit.model.vm.DiskSpec;
import io.godwit.model.vm.Generation;
import io.godwit.model.vm.VmId;
import io.godwit.model.vm.VmSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What of a VM survives the agent. Hard state of this host.
 *
 * @param schema version of this form
 * @param vm the VM
 * @param generation the newest accepted
 * @param spec as pinned
 * @param process its QEMU, while there is one
 * @param passage the migration that it takes part in
 * @param move the disk of it that is on its way to another file
 */
public record Definition(
    int schema,
    VmId vm,
    Generation generation,
    VmSpec spec,
    @Nullable ProcessIdentity process,
    @Nullable Passage passage,
    @Nullable Move move) {
  /** The form this agent writes. */
  public static final int SCHEMA = 1;

  /** A VM that has never run here. */
  public static Definition of(VmId vm, Generation generation, VmSpec spec) {
    return new Definition(SCHEMA, vm, generation, spec, null, null, null);
  }

  /**
   * One end of a migration.
   *
   * @param migration which
   * @param end which end this host is
   * @param giveUpAt when this end gives up, if the guest has not left or come by then
   * @param resumedAt on the destination: when the guest resumed here, once it has
   * @param disks what goes along of the VM's disks; null if none does
   * @param hold on the destination: how far the guest may run here by itself
   */
  public record Passage(
      MigrationId migration,
      End end,
      Instant giveUpAt,
      @Nullable Instant resumedAt,
      @Nullable Disks disks,
      Hold hold) {
    public Passage {
      // An earlier agent wrote none; then all ran as soon as they were there.
      hold = hold == null ? Hold.NONE : hold;
    }

    /** The source's end. */
    public static Passage out(MigrationId migration, Instant giveUpAt) {
      return new Passage(migration, End.SOURCE, giveUpAt, null, null, Hold.NONE);
    }

    /** The destination's end. */
    public static Passage in(MigrationId migration, Instant giveUpAt) {
      return new Passage(migration, End.DESTINATION, giveUpAt, null, null, Hold.NONE);
    }

    /** The same with these disks. */
    public Passage with(List<DiskCopy> copies, int port) {
      Disks some = copies.isEmpty() ? null : new Disks(copies, port);
      return new Passage(migration, end, giveUpAt, resumedAt, some, hold);
    }

    /** The same with this hold. */
    public Passage with(Hold other) {
      return new Passage(migration, end, giveUpAt, resumedAt, disks, other);
    }

    /** The disks that go along. */
    public List<DiskCopy> copies() {
      return disks == null ? List.of() : disks.copies();
    }

    Passage resumed(Instant at) {
      return new Passage(migration, end, giveUpAt, at, disks, hold);
    }
  }

  /**
   * Disks that go along.
   *
   * @param port where the destination serves their copies, 0 as long as it does not
   */
  public record Disks(List<DiskCopy> copies, int port) {
    public Disks {
      copies = List.copyOf(copies);
    }
  }

  /** Whether a guest that arrives runs by itself. */
  public enum Hold {
    /** As soon as all of it is there: the last byte is its right to run. */
    NONE,
    /** Only when it is told to. */
    UNTIL_TOLD,
    /** The same, and it is not given up: the source has been told to let it go ahead. */
    FORWARD_ONLY
  }

  /**
   * A disk on its way to another file. Which of the two files is true is said by the spec; the
   * other is a leftover.
   *
   * @param task for whom
   * @param disk its place among the VM's disks
   * @param from what it was
   * @param to what it becomes
   * @param node what QEMU calls what it was
   */
  public record Move(TaskId task, int disk, DiskSpec from, DiskSpec to, String node) {}

  /** Whether the disk that moves works on its new file. */
  public boolean hasMoved(Move some) {
    return spec.disks().get(some.disk()).equals(some.to());
  }

  /** The two ends. */
  public enum End {
    SOURCE,
    DESTINATION
  }

  Definition withGeneration(Generation newer) {
    return new Definition(schema, vm, newer, spec, process, passage, move);
  }

  Definition withProcess(@Nullable ProcessIdentity other) {
    return new Definition(schema, vm, generation, spec, other, passage, move);
  }

  Definition withPassage(@Nullable Passage other) {
    return new Definition(schema, vm, generation, spec, process, other, move);
  }

  Definition withMove(@Nullable Move other) {
    return new Definition(schema, vm, generation, spec, process, passage, other);
  }

  /** The same with a disk in another file. */
  Definition withDisk(int place, DiskSpec disk) {
    List<DiskSpec> disks = new ArrayList<>(spec.disks());
    disks.set(place, disk);
    return new Definition(schema, vm, generation, spec.withDisks(disks), process, passage, move);
  }
}
