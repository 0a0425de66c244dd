/**
 * A plan while it is written: moves one after the other, each possible when its turn comes. Entry:
 * {@link io.godwit.planner.draft.Draft}.
 *
 * <pre>
 *  search ─► Draft.move(vm, to, …) ─► Layout changes ─► … ─► Draft.steps()
 *              └ undo back to a mark                          each with the steps it waits for
 * </pre>
 *
 * <p>Invariant: a move is written only if its destination has room for it, and no MUST rule is
 * against it, at that point. A step waits for earlier ones only where it needs what they free: room
 * on its destination, or a place that a rule denies. Steps that do not wait for each other may run
 * in any order and at once, with memory held on both ends: whatever subset of the arrivals at a
 * host has begun, the latest of them was admitted with all earlier ones there.
 */
@NullMarked
package io.godwit.planner.draft;

import org.jspecify.annotations.NullMarked;
