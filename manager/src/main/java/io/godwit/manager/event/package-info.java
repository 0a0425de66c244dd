/**
 * What happened, from the moment it is recorded until the history has it. Entry: {@link
 * io.godwit.manager.event.Outbox}.
 *
 * <pre>
 * a decision's records: what changed + Happened / Concluded / Finished   (one commit)
 *                                          |
 *                                       Outbox  -- the writer of the history --&gt; SQL
 *                                          ^                                     |
 *                                          +------------- Drained ---------------+
 * </pre>
 *
 * <p>Invariants: sequences grow by one and are never used twice in a data center; what was recorded
 * waits until the history has it; an event is recorded in the commit of what it tells of.
 *
 * <p>Threads: none; everything is immutable. {@code Origin} is bound to the thread of a request.
 *
 * <p>How it fails: when nobody drains it, it fills up; then what has not been begun is refused
 * (HISTORY_FULL), and a reserve is left for the ends of what has.
 *
 * <p>Not here: the history itself, and how it is read (chronicle).
 */
@NullMarked
package io.godwit.manager.event;

import org.jspecify.annotations.NullMarked;
