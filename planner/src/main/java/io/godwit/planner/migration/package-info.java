/**
 * What a migration will cost, how it should go about it, and what each round of it says. Entry:
 * {@link io.godwit.planner.migration.Strategy}.
 *
 * <pre>
 *  MemoryFacts ─┐                                        ┌► Chosen(forecast, log)
 *  Link ────────┼► Situation ─► Forecaster ─► Strategy ──┤
 *  TrackRecord ─┘                  ▲ limits              └► Refused(what fails, relaxation)
 *
 *  rounds of the running copy ─► Steering ─► GoOn | Throttle | SwitchToPostcopy | ForceSwitchover | GiveUp
 * </pre>
 *
 * <p>The model: a guest rewrites {@code U(t) = W (1 - e^(-Dt/W))} different bytes within {@code t},
 * where {@code D} is its dirty rate and {@code W} its working set. Each round sends what was
 * rewritten during the round before; the copy ends when a round fits into the pause, and stalls
 * where a round sends as much as is rewritten meanwhile.
 *
 * <p>Everything here is a pure function of its arguments: no clock, thread or I/O; equal questions
 * get equal answers. Nothing here sends an order; the manager's migration does. A limit of the
 * caller is never passed: what cannot be kept is refused with the relaxation that would do.
 */
@NullMarked
package io.godwit.planner.migration;

import org.jspecify.annotations.NullMarked;
