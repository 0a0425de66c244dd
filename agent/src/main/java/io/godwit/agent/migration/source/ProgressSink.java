package io.godwit.agent.migration.source;

import io.godwit.model.migration.MigrationId;
import io.godwit.model.migration.MigrationProgress;

/** Takes samples of a migration's progress. Must not block; may drop. */
@FunctionalInterface
public interface ProgressSink {
  void progress(MigrationId migration, MigrationProgress progress);
}
