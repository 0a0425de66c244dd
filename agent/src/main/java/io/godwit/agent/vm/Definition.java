package io.godwit.agent.vm;

import io.godwit.agent.platform.ProcessIdentity;
import io.godwit.model.migration.DiskCopy;
import io.godwit.model.migration.MigrationId;
import io.godwit.model.vm.Generation;
import io.godwit.model.vm.VmId;
import io.godwit.model.vm.VmSpec;
import java.time.Instant;
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
 */
public record Definition(
    int schema,
    VmId vm,
    Generation generation,
    VmSpec spec,
    @Nullable ProcessIdentity process,
    @Nullable Passage passage) {
  /** The form this agent writes. */
  public static final int SCHEMA = 1;

  /** A VM that has never run here. */
  public static Definition of(VmId vm, Generation generation, VmSpec spec) {
    return new Definition(SCHEMA, vm, generation, spec, null, null);
  }

  /**
   * One end of a migration.
   *
   * @param migration which
   * @param end which end this host is
   * @param giveUpAt when this end gives up, if the guest has not left or come by then
   * @param resumedAt on the destination: when the guest resumed here, once it has
   * @param disks what goes along of the VM's disks; null if none does
   */
  public record Passage(
      MigrationId migration,
      End end,
      Instant giveUpAt,
      @Nullable Instant resumedAt,
      @Nullable Disks disks) {

    /** The source's end. */
    public static Passage out(MigrationId migration, Instant giveUpAt) {
      return new Passage(migration, End.SOURCE, giveUpAt, null, null);
    }

    /** The destination's end. */
    public static Passage in(MigrationId migration, Instant giveUpAt) {
      return new Passage(migration, End.DESTINATION, giveUpAt, null, null);
    }

    /** The same with these disks. */
    public Passage with(List<DiskCopy> copies, int port) {
      Disks some = copies.isEmpty() ? null : new Disks(copies, port);
      return new Passage(migration, end, giveUpAt, resumedAt, some);
    }

    /** The disks that go along. */
    public List<DiskCopy> copies() {
      return disks == null ? List.of() : disks.copies();
    }

    Passage resumed(Instant at) {
      return new Passage(migration, end, giveUpAt, at, disks);
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

  /** The two ends. */
  public enum End {
    SOURCE,
    DESTINATION
  }

  Definition withGeneration(Generation newer) {
    return new Definition(schema, vm, newer, spec, process, passage);
  }

  Definition withProcess(@Nullable ProcessIdentity other) {
    return new Definition(schema, vm, generation, spec, other, passage);
  }

  Definition withPassage(@Nullable Passage other) {
    return new Definition(schema, vm, generation, spec, process, other);
  }
}
