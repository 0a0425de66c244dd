/** One VM's way to another host. Entry: {@link io.godwit.model.migration.MigrationPhase}. */
@NullMarked
package io.godwit.model.migration;

import org.jspecify.annotations.NullMarked;
