/**
 * Measures the way that guests take from one host to another. Entry: {@link
 * io.godwit.agent.path.Paths}.
 *
 * <pre>
 *   manager ─ OpenPath ────────────────────────────► destination: listens where guests arrive
 *           ─ MeasurePath ─► source
 *                            source ── the secret ──────────► only the one that knows it is served
 *                            source ◄─ MTU ───────────────── once no other measurement comes in
 *                            source ◄─ single bytes ────────► round trips, the median counts
 *                            source ── as much as it takes ─► counted after a run-up, for 200 ms
 *                            source ◄─ bytes, time ────────── and the connection is closed
 * </pre>
 *
 * <p>Invariants: a listener serves one source and is gone after its patience, whatever becomes of
 * the manager; a host sends one measurement at a time and takes one in at a time, so that none
 * measures another; at most {@link io.godwit.agent.path.Stretch#MOST} travels. Nothing is read but
 * what is counted and thrown away.
 *
 * <p>What is measured is one connection in the clear. Encryption, several streams and QEMU itself
 * are the planner's to reckon with.
 */
@NullMarked
package io.godwit.agent.path;

import org.jspecify.annotations.NullMarked;
