/**
 * What the planner knows of a cluster, and what it answers. Entry: {@link
 * io.godwit.planner.cluster.ClusterSnapshot}.
 *
 * <pre>
 *  HostFacts ──────┐                                   ┌► Step(1, Move, after [])
 *  VmFacts ────────┼► ClusterSnapshot ─► planning ─► Plan ► Step(2, Move, after [1])
 *  PlacementRule ──┤   (one instant)                   └► Report: lines, scores, alternatives
 *  MoveUnderWay ───┘
 *
 *  Pool, Share ─► Pools.entitlements ─► Entitlement of each VM
 *  samples ─────► CpuDemand.of ───────► mean, high, how long it stays so
 * </pre>
 *
 * <p>Invariants: everything is immutable and checked when it is made. Hosts and VMs are ordered by
 * id, so equal facts make equal snapshots with equal digests. What is not known is said to be so: a
 * {@link io.godwit.planner.cluster.Demand.Unknown} is not zero, and a host without telemetry is
 * {@link io.godwit.planner.cluster.Condition#UNKNOWN}, not idle.
 *
 * <p>Which hosts can run a VM at all (its networks, datastores, processors) is said by a {@link
 * io.godwit.planner.cluster.PlacementRule.RunOn} rule of the caller, named after the reason.
 *
 * <p>Bad figures end in an {@link IllegalArgumentException} that says what is wrong with them.
 * Nothing here decides anything.
 */
@NullMarked
package io.godwit.planner.cluster;

import org.jspecify.annotations.NullMarked;
