/**
 * A data center in one process: managers, hosts, people, faults, and what must never be. Entry:
 * {@link io.godwit.testbed.simulation.center.DataCenterRun}.
 *
 * <pre>
 * people --call--&gt; manager 1..3 (Candidacy, FencedStore, Inventory, Orchestration: the real ones)
 *                     |    |                                     ^
 *        Quorum &lt;-----+    +--Links--&gt; agents on hosts           | FaultMenu
 *           |                             |                      |
 *           +----------- Invariants ------+----------------------+
 * </pre>
 *
 * <p>One data center in eight is tended: its leader evens out load, empties hosts and switches
 * them, as a manager does, by what simulated agents measure.
 *
 * <p>A run has two halves. In the first, people work and faults happen. Then everything is repaired
 * and nobody asks for anything any more: after a stated time there has to be a leader, no call may
 * be left half done, and what is recorded has to be so.
 *
 * <p>Invariants: see {@code Invariants}. Threads: the one that runs the world. How it fails: with a
 * {@code Violation}, which names what must not be. Not here: why it is so; see the journal.
 */
@NullMarked
package io.godwit.testbed.simulation.center;

import org.jspecify.annotations.NullMarked;
