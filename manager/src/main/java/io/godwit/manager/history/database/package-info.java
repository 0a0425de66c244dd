/**
 * The database below the history: connections, schema, the differences between H2 and PostgreSQL.
 * Entry: {@link io.godwit.manager.history.database.Database}.
 *
 * <p>Invariants: every statement has a deadline; every write is one transaction that is on the disk
 * when it returns; SQL errors leave as {@code GodwitException}, without the values they are about.
 *
 * <p>Threads: none of its own but the connection pool's. H2 runs in the threads that call, through
 * channels that survive an interrupt: with plain ones an interrupted reader closes the database
 * under everybody.
 *
 * <p>How it fails: connections that are broken, or whose database H2 has closed after a full disk,
 * are thrown away, and the next call makes new ones.
 *
 * <p>Not here: what is in the tables (history).
 */
@NullMarked
package io.godwit.manager.history.database;

import org.jspecify.annotations.NullMarked;
