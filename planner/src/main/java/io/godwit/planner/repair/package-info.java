/**
 * From a cluster that does not meet its rules, or that has more on a host than it can hold, to one
 * that does, with few moves. Entry: {@link io.godwit.planner.repair.Repair}.
 *
 * <pre>
 *  broken MUST rules ─┐
 *  LEAVING hosts ─────┤   largest first            no host takes it
 *  overfull hosts ────┼► Settling: least used host ────────────────► Ejection: others make room
 *  VMs without home ──┘     that takes it                                │ nobody can
 *                                                                        ▼
 *                                                    Unmet: why, and the fewest rules to relax
 * </pre>
 *
 * <p>Invariants: a VM is moved at most once. Each move goes to a host that has room and that no
 * MUST rule forbids, at its point in the plan; so nothing that holds is broken on the way. What
 * cannot be met is named; no rule is given up silently. Searches are bounded: that nothing was
 * found is no proof that there is nothing.
 */
@NullMarked
package io.godwit.planner.repair;

import org.jspecify.annotations.NullMarked;
