/**
 * A VM's way out of this host ({@code source}) and into it ({@code destination}).
 *
 * <pre>
 *  manager              source agent        source QEMU       destination QEMU    destination agent
 *    │ CheckSource ──────────►│                                                          │
 *    │ CheckDestination ────────────────────────────────────────────────────────────────►│
 *    │ PrepareDestination ──────────────────────────────────────────────────────────────►│ taps, QEMU,
 *    │ ◄─────────────────────────────────────────────────────────────────── Listening ── │ listening
 *    │ StartSource ──────────►│ migrate ────────►│                                       │
 *    │                        │ ◄ MIGRATION_PASS │ ═══ rounds of memory ═══►│            │
 *    │ ◄── Progress ───────── │                  │                          │            │
 *    │                        │ ◄── STOP ─────── │                          │            │
 *    │                        │                  │ ═══ the rest, last byte ►│            │
 *    │ ◄── SourceEnded ────── │ ◄── completed ── │                          │ ─ RESUME ─►│
 *    │ ◄──────────────────────────────────────────────────────────── DestinationRuns ─── │
 *    │ CommitDestination ───────────────────────────────────────────────────────────────►│
 *    │ ReleaseSource ────────►│ quit
 * </pre>
 *
 * <p><b>Exactly one of the two runs the guest.</b> The last byte of the stream is the right to run:
 *
 * <ul>
 *   <li>Until the last byte has left, the destination cannot have the whole state, so the source
 *       may go on. QEMU does that by itself when it fails or is cancelled.
 *   <li>Once it has left, QEMU is {@code completed} and never resumes by itself. This is so because
 *       precopy runs <em>without</em> the return path: with it, the source waits for an answer from
 *       the destination, and resumes the guest when that answer is lost although the destination
 *       may already run it.
 *   <li>A cancel goes to the destination first. Only once nothing of the guest is left there is
 *       QEMU told to cancel on the source: told while the last byte is on its way, it would resume
 *       the guest although the destination may already run it. For the same reason it is the
 *       destination that gives up when the copy takes too long.
 *   <li>The destination resumes by itself, without asking anybody. Before it is given up it is told
 *       {@code stop}, which takes its own right to start away; only then its state is looked at.
 * </ul>
 *
 * <p>Where post-copy is allowed, things are another way round: the return path is needed, so that
 * the destination runs the guest only when it is told to, with the source's word that it will not
 * run there any more.
 *
 * <p>After the last byte the source runs the guest again only if it is told to ({@code TakeBack}),
 * and the manager says so only with the destination's word that nothing of the VM is left there.
 * Disk locks are the second line.
 *
 * <p>Each end runs on one virtual thread per migration, named after it, and is driven by QEMU's
 * events; only statistics are sampled. An agent that restarts finds from the VM's definition which
 * migration it takes part in and attaches again.
 */
@NullMarked
package io.godwit.agent.migration;

import org.jspecify.annotations.NullMarked;
