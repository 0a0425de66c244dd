package io.godwit.testbed.simulation.host;

import io.godwit.model.migration.DiskCopy;
import io.godwit.model.migration.MigrationId;
import io.godwit.model.vm.Generation;
import io.godwit.model.vm.VmId;
import io.godwit.model.vm.VmSpec;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an agent has on disk of a VM; see {@code agent.vm.Definition}.
 *
 * @param pid its QEMU, 0 for none
 */
record Stored(VmId vm, Generation generation, VmSpec spec, long pid, @Nullable Passage passage) {
  /** The two ends of a migration. */
  enum End {
    SOURCE,
    DESTINATION
  }

  /** One end of a migration. */
  record Passage(
      MigrationId migration,
      End end,
      Instant giveUpAt,
      @Nullable Instant resumedAt,
      List<DiskCopy> copies) {
    Passage resumed(Instant at) {
      return new Passage(migration, end, giveUpAt, at, copies);
    }
  }

  Stored withGeneration(Generation newer) {
    return new Stored(vm, newer, spec, pid, passage);
  }

  Stored withPid(long other) {
    return new Stored(vm, generation, spec, other, passage);
  }

  Stored withPassage(@Nullable Passage other) {
    return new Stored(vm, generation, spec, pid, other);
  }
}
