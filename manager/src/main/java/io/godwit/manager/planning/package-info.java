/**
 * What the planner plans from: a cluster as this manager knows it. Entry: {@link
 * io.godwit.manager.planning.ClusterViews}.
 *
 * <pre>
 *  inventory (who is where, rules, maintenance) ──┐
 *  telemetry (what guests and hosts use)        ──┼──► ClusterSnapshot ──► planner
 *  what links have carried                      ──┘
 * </pre>
 *
 * <p>Invariants: a host that is silent is unknown, not idle, and so is a VM; VMs that run nowhere
 * take no room and are not in it. Not here: what is decided (the planner), and who carries it out.
 */
@NullMarked
package io.godwit.manager.planning;

import org.jspecify.annotations.NullMarked;
