package io.godwit.agent.vm;

import io.godwit.agent.platform.ProcessIdentity;
import io.godwit.model.migration.MigrationId;
import io.godwit.model.vm.Generation;
import io.godwit.model.vm.VmId;
import io.godwit.model.vm.VmSpec;
import java.time.Instant;
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
   */
  public record Passage(
      MigrationId migration, End end, Instant giveUpAt, @Nullable Instant resumedAt) {

    /** The source's end. */
    public static Passage out(MigrationId migration, Instant giveUpAt) {
      return new Passage(migration, End.SOURCE, giveUpAt, null);
    }

    /** The destination's end. */
    public static Passage in(MigrationId migration, Instant giveUpAt) {
      return new Passage(migration, End.DESTINATION, giveUpAt, null);
    }

    Passage resumed(Instant at) {
      return new Passage(migration, end, giveUpAt, at);
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
