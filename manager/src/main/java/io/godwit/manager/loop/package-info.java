/**
 * The single writer: every change of the manager's state happens on one thread, in one order.
 * Entry: {@link io.godwit.manager.loop.StateLoop}.
 *
 * <pre>
 * callers --decide--&gt; [queue] --&gt; decision(state) = records + result
 *                                     |
 *                                     v
 *                              apply each record to a copy -- does not fit: the caller is told
 *                                     |
 *                                     v
 *                              commit to the store ---------- fails: nothing changes, told
 *                                     |                       uncertain: the loop ends
 *                                     v
 *                              publish the new state  --&gt;  wake readers
 * restart, new leader: load what the store has
 * </pre>
 *
 * <p>Invariants: a state is visible only after the store has it, whole; states are immutable, so
 * that any thread reads the newest without a lock; decisions see every change queued before them.
 *
 * <p>Threads: one loop thread, owned by {@code StateLoop}. Decisions are pure and short; whoever
 * waits for something does it outside.
 *
 * <p>How it fails: a decision that throws changes nothing and its exception goes to the caller; a
 * store that refuses changes nothing and the caller gets UNAVAILABLE; one that cannot say whether
 * it has the step ends the loop, because what it knows may be behind what is kept; a full queue
 * makes callers wait, and those whose wait runs out get UNAVAILABLE.
 *
 * <p>Not here: what the state is (inventory), and who decides what (orchestration).
 */
@NullMarked
package io.godwit.manager.loop;

import org.jspecify.annotations.NullMarked;
