/**
 * Moves VMs so that they get more of what they want. Entry: {@link
 * io.godwit.planner.balance.Balance}.
 *
 * <pre>
 *  snapshot ─► repair (what rules demand) ─► busiest host ─► best move, else swap, else chain
 *                                                 ▲                    │ worth it?
 *                                                 └──── sums change ◄──┤
 *                                                                      └ no: next host, until all are settled
 * </pre>
 *
 * <p>The score ({@link io.godwit.planner.balance.Worth}) is what VMs are expected to get of the
 * cores that they want. A host that is half used gives nearly all, one that is full nine tenths,
 * one of which twice as much is wanted less than half. It is a sum over hosts, so a move is weighed
 * by looking at two of them.
 *
 * <p>Invariants: a move is taken only if what it brings until the demand changes is more than what
 * it costs, by the factor of the {@link io.godwit.planner.balance.Threshold}. Demand is looked at
 * with its swings, and as it is after the move, so no two passes over the same figures undo each
 * other. A VM or host of which nothing is known is never moved for balance, or looked at as idle.
 * That nothing is worth moving is an answer, with the best move that was not taken.
 */
@NullMarked
package io.godwit.planner.balance;

import org.jspecify.annotations.NullMarked;
