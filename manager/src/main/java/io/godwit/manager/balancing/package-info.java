/**
 * Balances clusters. Entry: {@link io.godwit.manager.balancing.Balancer}.
 *
 * <pre>
 *  every minute, and soon after something has happened that matters (Occasions, Glance),
 *  for each cluster:                 look ──► planner ──► Pass: moves, reasons, what it was made from
 *                                                          │
 *            manual, partial: people approve it ◄──────────┼──────────► automatic: it is carried out
 *                                                          ▼
 *                            explained: why here, why not there; what if a host failed
 * </pre>
 *
 * <p>Invariants: of a plan only moves that wait for no other are begun, and no plan is carried out
 * while moves of an earlier one are under way: the next pass looks at what came of them. A VM whose
 * migration failed is left alone for a while. Passes are soft: a new leader makes its own; what
 * they came to is kept by the package decision. Not here: what is worth moving (the planner), and
 * how (orchestration).
 */
@NullMarked
package io.godwit.manager.balancing;

import org.jspecify.annotations.NullMarked;
