/**
 * Where new VMs start. Entry: {@link io.godwit.planner.placement.Placement}.
 *
 * <pre>
 *  VMs without a host ─► largest first ─► each host: refused (why) or ranked (parts of the score)
 *                                              │
 *                                              └► the best one gets it; the next VM sees it there
 * </pre>
 *
 * <p>Invariants: memory that a host does not offer is not promised, nor more virtual processors
 * than its overcommit allows, nor cores that are reserved. MUST rules hold. No other VM is moved
 * for a new one.
 */
@NullMarked
package io.godwit.planner.placement;

import org.jspecify.annotations.NullMarked;
