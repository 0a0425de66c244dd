/**
 * Rules as the planner keeps them. Entry: {@link io.godwit.planner.rules.RuleBook}.
 *
 * <pre>
 *  PlacementRule (statement) ─► RuleBook ─► "VM 17 on host 3?" no: rule 2
 *                            ─► Contradictions ─► the smallest set that cannot be kept
 * </pre>
 *
 * <p>A rule is a trio: its statement is in {@code cluster}, what keeps it is here, and what looks
 * whether it was kept is in {@code check}. The last two share no code.
 *
 * <p>Invariants: a MUST rule that holds is not broken by a move that {@code RuleBook} admits. A
 * group that has to stay together is admitted one after the other, on one host. Contradictions are
 * those of the rules alone, whatever room hosts have; not every one is found (colouring hosts is
 * hard), but each one that is named is one, and none of its rules can be left out of it.
 */
@NullMarked
package io.godwit.planner.rules;

import org.jspecify.annotations.NullMarked;
