/** The source: sends a VM. Entry: {@link io.godwit.agent.migration.source.Departures}. */
@NullMarked
package io.godwit.agent.migration.source;

import org.jspecify.annotations.NullMarked;
