/**
 * Edits by people of what they say of the data center. Entry: {@link
 * io.godwit.manager.curation.Curation}.
 *
 * <pre>
 * a draft + what its author has read (an ETag) --&gt; one decision of the loop:
 *     is it still as they read it?  EDIT_STALE, with what is different now
 *     may it be?                    SPEC_INVALID, OBJECT_IN_USE, HOST_NOT_EMPTY
 *     record it, with an event that has before and after
 * </pre>
 *
 * <p>Invariants: an edit is recorded only on what its author has read, or said not to care about;
 * each edit leaves an event in the same commit; what changes nothing leaves none.
 *
 * <p>Threads: callers'; decisions run on the loop's. How it fails: nothing has changed, and the
 * sentence says why; only a tag that is taken off many things may have left some when its delete
 * fails.
 *
 * <p>Not here: who may edit (rest), what may be in the catalog at all (catalog).
 */
@NullMarked
package io.godwit.manager.curation;

import org.jspecify.annotations.NullMarked;
