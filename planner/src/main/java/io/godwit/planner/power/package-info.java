/**
 * Which hosts are on, and which VMs share them, so that a cluster uses little power and still gives
 * VMs what they want. Entry: {@link io.godwit.planner.power.PowerManagement}.
 *
 * <pre>
 *  ClusterSnapshot ─┐              ┌─ Relief:    a host has more than it can do: one VM leaves
 *  PastDemand ──────┼► PowerManagement ─ Emptying:  a host is not needed: all its VMs leave
 *  PowerSettings ───┘              └─ Switching: spare hosts go off, missing ones come on
 *                                        │
 *                                        ▼
 *                        PowerPlan: moves with reasons, switches, hosts that stay and why
 * </pre>
 *
 * <p>How much the VMs of a host will want is not added up from figures of each: the past of their
 * sum is looked at, sample by sample, so that VMs that are busy together count more than those that
 * take turns ({@link io.godwit.planner.power.Outlook}). A VM that is short of processor is helped
 * at once, by the fewest moves; a host is emptied only if it would have been possible for all of
 * the last 40 minutes, and if the watts are worth the migrations.
 *
 * <p>Invariants: only samples that are past are used. No rule, no capacity and no VM that must not
 * move is passed over for power. What is not known is not idle: a host whose condition is unknown,
 * or that has a VM without samples, is neither emptied nor given anything. The failover reserve
 * stays on.
 *
 * <p>Everything here is a pure function of its arguments. Hosts are switched by others.
 */
@NullMarked
package io.godwit.planner.power;

import org.jspecify.annotations.NullMarked;
