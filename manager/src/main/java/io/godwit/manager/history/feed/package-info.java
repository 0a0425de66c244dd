/**
 * The way from the outbox to the history. Entry: {@link
 * io.godwit.manager.history.feed.HistoryWriter}.
 *
 * <pre>
 *   source.next --batch--&gt; archive --done--&gt; source.done
 *        |                    |                  |
 *     nothing: await       fails: pause, twice as long each time, the same batch again
 * </pre>
 *
 * <p>Invariants: a batch is done after it was archived, and archived again if that is not sure; one
 * batch at a time, oldest first.
 *
 * <p>Threads: {@code history-writer}, which is interrupted only while it waits for the source.
 *
 * <p>How it fails: it tries for ever; a trouble is told when it begins, every five minutes, and
 * when it is over.
 *
 * <p>Not here: how the outbox is kept (the manager's hard state), and how the history is.
 */
@NullMarked
package io.godwit.manager.history.feed;

import org.jspecify.annotations.NullMarked;
