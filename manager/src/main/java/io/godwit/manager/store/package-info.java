/**
 * Where hard state is kept, and who may change it. Entries: {@link
 * io.godwit.manager.store.Candidacy} and {@link io.godwit.manager.store.FencedStore}.
 *
 * <pre>
 *            session                 /godwit/leader created            state loaded, term begun
 * connecting -------&gt; announced ------------------------&gt; elected --------------------------&gt; leading
 *     ^                   |   ^  someone else's: wait for its end                                |
 *     |   session lost    |   +----+                                                             |
 *     +-------------------+&lt;---------- lease over, session lost, loop ended: stop deciding -----+
 * </pre>
 *
 * <p>Invariants: of two managers that believe to lead only the later can write, because each step
 * rewrites the commit node at the version it knows and a new term begins by rewriting it; a leader
 * stops deciding before its session can have ended, because its lease counts from the beginning of
 * a write that a majority agreed to, after which its node was still there; a step whose answer was
 * lost is looked for before it is written again, so it is written once.
 *
 * <p>Threads: one per candidacy, which stands, leads and ends terms; one per lease, none of them
 * virtual. Steps are written by the loop's thread.
 *
 * <p>How it fails: a connection that breaks is waited for as long as the lease may last; a session
 * that ends, a later leader or an answer that cannot be had end the term, and the manager stands
 * again; a state that this manager cannot read ends its candidacy. A server of ours that could not
 * write to its disk writes nothing more, because ZooKeeper would go on behind a piece of a record
 * where no reader gets to; it is replaced once the disk has room.
 *
 * <p>Not here: what the state is (inventory), its form (entity), what a leader does (manager).
 */
@NullMarked
package io.godwit.manager.store;

import org.jspecify.annotations.NullMarked;
