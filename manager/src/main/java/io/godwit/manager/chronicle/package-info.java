/**
 * What happened and what is happening, as one list: the history in SQL, what it does not have yet,
 * and what still runs. Entry: {@link io.godwit.manager.chronicle.Chronicle}.
 *
 * <pre>
 *   newest                                                                   oldest
 *   what runs (hard state) | what has ended: outbox (hard state) + archive (SQL), merged
 *
 *   Outbox (hard state) &lt;-- OutboxSource --&gt; HistoryWriter --&gt; Archive --&gt; HistoryStore
 * </pre>
 *
 * <p>Invariants: what was acknowledged is in the list at once, also while the archive is away; a
 * thing that is in both is shown once; a page that lacks the archive's part says so.
 *
 * <p>Threads: callers' own; {@code OutboxSource} belongs to the writer's.
 *
 * <p>How it fails: without the archive, pages end with what the outbox has, and name the problem.
 *
 * <p>Not here: how the history is kept (history), what is recorded when (inventory).
 */
@NullMarked
package io.godwit.manager.chronicle;

import org.jspecify.annotations.NullMarked;
