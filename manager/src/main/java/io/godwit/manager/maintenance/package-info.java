/**
 * Which hosts are to be empty, because somebody wants to work on them. Entry: {@link
 * io.godwit.manager.maintenance.Maintenances}.
 *
 * <pre>
 *  in service ──Begun──► in maintenance ──Sent (each VM that leaves)──► ... ──Ended──► in service
 * </pre>
 *
 * <p>Invariants: a host is in maintenance once; it takes no VM meanwhile. It is what people want,
 * not what is: whether the host is empty follows from where the VMs are. Threads: none; everything
 * is immutable. Not here: who empties it (evacuation), and where the VMs go (the planner).
 */
@NullMarked
package io.godwit.manager.maintenance;

import org.jspecify.annotations.NullMarked;
