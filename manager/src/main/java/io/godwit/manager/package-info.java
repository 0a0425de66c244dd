/**
 * The control plane. Entry: {@link io.godwit.manager.Main}.
 *
 * <pre>
 *  people, commands --HTTP--&gt; rest --&gt; orchestration --orders--&gt; agents --gRPC--&gt; hosts
 *                              |            |                      |
 *                              +--reads--&gt; inventory &lt;--tells------+
 *                                           |
 *                                          loop  (one writer, one log)
 * </pre>
 *
 * <p>Invariants: state changes in the loop only; orders rest on recorded rights; the manager
 * decides what should run, agents say what does.
 *
 * <p>Threads: the loop's own; a virtual thread per request, link, migration and errand.
 *
 * <p>How it fails: VMs and the copies under way go on without the manager. One that starts with an
 * empty log adopts what agents report.
 *
 * <p>Not here: durable state, other managers, identities, planning (later).
 */
@NullMarked
package io.godwit.manager;

import org.jspecify.annotations.NullMarked;
