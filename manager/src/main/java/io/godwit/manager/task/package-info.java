/**
 * Operations that take longer than a call, and calls that may be repeated. Entry: {@link
 * io.godwit.manager.task.Tasks}.
 *
 * <pre>
 *            Begun                 Ended
 *  (nothing) -----&gt; RUNNING --------------&gt; SUCCEEDED, FAILED, CANCELLED -- Forgotten --&gt; (history)
 *     |                 what to do is in its request, so that another manager can go on
 *     +-- with a receipt, if the call carried an idempotency key
 * </pre>
 *
 * <p>Invariants: a task ends once; whoever repeats a call under its key gets what the first led to,
 * because the receipt is recorded in the same commit; both tables are bounded.
 *
 * <p>Threads: none; everything is immutable.
 *
 * <p>Not here: carrying tasks out (orchestration); migrations, which have a record of their own and
 * are shown as tasks (inventory).
 */
@NullMarked
package io.godwit.manager.task;

import org.jspecify.annotations.NullMarked;
