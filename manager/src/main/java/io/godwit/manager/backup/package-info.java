/**
 * A state as one file: taken, checked, restored. Entry: {@link
 * io.godwit.manager.backup.DataFolder}.
 *
 * <pre>
 * backup.zip   manifest.json   format, version, time, term, number of entities, SHA-256 of each part
 *              state.txt       one entity a line
 *              files/...       the authority and the keeper's secret: whoever has them can be a manager
 * </pre>
 *
 * <p>Invariants: a backup is read whole and checked before anything is written; a restore writes
 * into a folder without a state only, and until its end nothing there looks like one; a restored
 * manager begins a term newer than any that agents may have seen.
 *
 * <p>Threads: the caller's. How it fails: with a sentence that names the first part or entry that
 * is wrong. Not here: history, which is a database with tools of its own.
 */
@NullMarked
package io.godwit.manager.backup;

import org.jspecify.annotations.NullMarked;
