/**
 * Empties hosts that are in maintenance, while their guests work. Entry: {@link
 * io.godwit.manager.evacuation.Evacuations}.
 *
 * <pre>
 *  enter ──► Contract: who goes where, who cannot and why ──(refused, or recorded)
 *                                                               │
 *            Evacuator (a thread for each host in maintenance) ◄┘
 *              look ──► plan anew from what is ──► begin what may begin ──► migrations
 *                ▲                                                             │
 *                └──────────── something has changed, or a VM may be tried again
 * </pre>
 *
 * <p>Invariants: no guest is stopped or moved cold for it; what is recorded is that the host is to
 * be empty, so whichever manager leads goes on from what is; a VM that could not leave is tried
 * again later and later, and is shown with the reason. Not here: where a VM goes (the planner), and
 * how (orchestration).
 */
@NullMarked
package io.godwit.manager.evacuation;

import org.jspecify.annotations.NullMarked;
