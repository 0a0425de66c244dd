/**
 * What is over, kept in SQL: events, finished tasks and migrations, and metrics rolled up. Entry:
 * {@link io.godwit.manager.history.HistoryStore}.
 *
 * <pre>
 *   state loop --&gt; outbox (hard state) --next--&gt; HistoryWriter --append--&gt; HistoryStore --&gt; H2 in a
 *                     ^                              |                         ^            folder, or
 *                     +----------- done -------------+                         |            PostgreSQL
 *   telemetry --add--&gt; RollupSink --flush--&gt; (HistoryUpkeep, every minute) -----+
 *                                            prune, every hour
 *   REST --events, tasks, migrations, rollups--&gt; HistoryStore, page by page
 * </pre>
 *
 * <p>Invariants: what {@code append} has returned for is on the disk; appending it again changes
 * nothing; a batch is there wholly or not at all. The outbox lets go of a thing after that, so that
 * whatever dies in between, nothing is lost and nothing is there twice. One item that makes no
 * sense is put aside ({@code misfits}) and never stops the rest. Every list is read along an index
 * and has an end: a page costs the same wherever it is.
 *
 * <p>The two databases are the same to callers. They differ in what {@code history.database} holds,
 * and every test runs on both. H2 belongs to one process; several managers need PostgreSQL.
 *
 * <p>Threads: {@code history-writer} and {@code history-upkeep}; readers come on their own, a few
 * at once. Every statement has a deadline. H2 is used through channels that survive an interrupt.
 *
 * <p>How it fails: a database that is away, slow, full or restarted makes the writer try again, for
 * ever, with pauses that grow; meanwhile the outbox grows, which is a metric; readers get
 * HISTORY_UNAVAILABLE. Wrong credentials, tables of a newer manager, a damaged file or one in use
 * are HISTORY_UNUSABLE and stop the start. Roll-ups are soft: they may be dropped, which is
 * counted.
 *
 * <p>Not here: the outbox (inventory), what tasks and migrations are, who may read what (rest).
 */
@NullMarked
package io.godwit.manager.history;

import org.jspecify.annotations.NullMarked;
