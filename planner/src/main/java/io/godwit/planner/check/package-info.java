/**
 * Looks whether a plan keeps what plans have to keep. Entry: {@link
 * io.godwit.planner.check.PlanCheck}.
 *
 * <pre>
 *  snapshot ─► Replay: who is where, by sets ─┐
 *  plan ─────► step by step, then in waves ───┼► Verdict: findings on the way, unmet at the end
 *  rules ────► RuleCheck ─────────────────────┘
 * </pre>
 *
 * <p>It is written from the statements alone: nothing of {@code layout}, {@code rules} or {@code
 * draft} is used here, so that a mistake there is found here. A VM that moves is on both hosts.
 *
 * <p>A group that must stay together is apart while it moves; that is a finding only if the plan
 * leaves it so.
 */
@NullMarked
package io.godwit.planner.check;

import org.jspecify.annotations.NullMarked;
