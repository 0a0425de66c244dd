/**
 * The single writer: every change of the manager's state happens on one thread, in one order.
 * Entry: {@link io.godwit.manager.loop.StateLoop}.
 *
 * <pre>
 * callers --decide--&gt; [queue] --&gt; decision(state) = records + result
 *                                     |
 *                                     v
 *                              append to the log ----- fails: nothing applied, the caller is told
 *                                     |
 *                                     v
 *                              apply each record  --&gt;  publish the new state  --&gt;  wake readers
 * restart: replay the log through the same apply
 * </pre>
 *
 * <p>Invariants: a record is applied only after the log has it; a state is visible only after all
 * of its records are applied; states are immutable, so that any thread reads the newest without a
 * lock; decisions see every change queued before them.
 *
 * <p>Threads: one loop thread, owned by {@code StateLoop}. Decisions are pure and short; whoever
 * waits for something does it outside.
 *
 * <p>How it fails: a decision that throws changes nothing and its exception goes to the caller; a
 * log that refuses changes nothing and the caller gets UNAVAILABLE; a full queue makes callers
 * wait, and those whose wait runs out get UNAVAILABLE.
 *
 * <p>Not here: what the state is (inventory), and who decides what (orchestration).
 */
@NullMarked
package io.godwit.manager.loop;

import org.jspecify.annotations.NullMarked;
