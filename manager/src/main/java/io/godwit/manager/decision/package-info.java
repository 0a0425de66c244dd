/**
 * What was planned, and from what: kept, shown and planned again. Entry: {@link
 * io.godwit.manager.decision.Decisions}.
 *
 * <pre>
 *  balancing, evacuation, saving ──► Decision: snapshot + matter + plan ──► packed ──► history
 *                                        │                                              │
 *                                        └── same deeds as before: the same number      └──► Replay: same plan?
 * </pre>
 *
 * <p>Invariants: a number belongs to one plan for ever, whoever leads; the same snapshot makes the
 * same plan to the last bit. Records are not acknowledged to anybody: while the history cannot be
 * written, plans are made all the same, and are not kept. Not here: what is planned (the planner).
 */
@NullMarked
package io.godwit.manager.decision;

import org.jspecify.annotations.NullMarked;
