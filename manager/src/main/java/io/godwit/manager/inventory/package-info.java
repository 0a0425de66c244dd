/**
 * What the manager knows. Entry: {@link io.godwit.manager.inventory.Inventory}.
 *
 * <pre>
 * hard state (recorded, replayed)            soft state (told by agents, forgotten on restart)
 *   VMs: spec, right to run, generation        hosts: description, link, VMs observed
 *   migrations: the reducer below              progress of migrations, claims of calls in flight
 *   the catalog: what people say of it all
 *
 *                        HandoverReserved        PrepareBegun          CopyBegun
 *   MigrationAccepted -&gt; Accepted -----------&gt; Reserved ---------&gt; Preparing ---------&gt; Copying
 *                           |                     |                    |                 | | |
 *                           +---------------------+--------------------+---- MigrationFailed, MigrationCancelled
 *                                                                                        | |
 *         Completed &lt;------ MigrationCompleted ------------------------------------------+ | HandoverUncertain
 *            ^                                                                             v
 *            +------------- MigrationCompleted ----------------------------------- Uncertain --+
 *         Failed &lt;--------- MigrationFailed ------ TakingBack &lt;---- TakeBackDecided ---/       |
 *            ^---------------------------------------------------------------------------------+
 * </pre>
 *
 * <p>Accepted may become Queued by Enqueued, and is Accepted again by TurnCame; Queued may fail and
 * be cancelled like Accepted.
 *
 * <p>Copying may become Ahead by PostcopyBegun: what follows Copying follows it, too, and GuestLost
 * besides, after which the destination owns what is left.
 *
 * <p>Invariants: a name belongs to one VM; a VM has one right to run, whose generation only grows;
 * a VM has at most one migration in flight; a VM in Handover has one; a VM's pool is of the cluster
 * of its home, and a host changes its cluster only while it is nobody's home. {@code
 * HardState.apply} throws on a record that would break one, before it is logged.
 *
 * <p>Threads: changed by the state loop's thread only; snapshots are immutable and read by any.
 *
 * <p>How it fails: a host that reports a VM under a newer generation than recorded is believed and
 * a warning logged, because only a manager that forgot can be behind.
 *
 * <p>Not here: orders to agents, waiting, time (records carry it).
 */
@NullMarked
package io.godwit.manager.inventory;

import org.jspecify.annotations.NullMarked;
