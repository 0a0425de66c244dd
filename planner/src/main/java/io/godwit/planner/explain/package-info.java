/**
 * Answers to "why?". Entry: {@link io.godwit.planner.explain.Explain}.
 *
 * <pre>
 *  snapshot, VM ─────────► why here: its parts, against those of every other host
 *  snapshot, VM, host ───► why not there: the rule or figure that refuses, or the score side by side
 *                          what would change it
 * </pre>
 *
 * <p>Everything is worked out by the same code that decides. Pure functions; nothing is stored.
 */
@NullMarked
package io.godwit.planner.explain;

import org.jspecify.annotations.NullMarked;
