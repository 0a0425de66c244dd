/**
 * The destination: receives a VM. Entry: {@link io.godwit.agent.migration.destination.Arrivals}.
 */
@NullMarked
package io.godwit.agent.migration.destination;

import org.jspecify.annotations.NullMarked;
