/**
 * Carries out what people ask for: VM operations and migrations. Entries: {@link
 * io.godwit.manager.orchestration.Migrations} and {@link
 * io.godwit.manager.orchestration.VmOperations}.
 *
 * <pre>
 * request  -- CHECK: Preflight, AgentChecks --&gt; CheckReport; a refusal: nothing recorded
 *             MigrationAccepted recorded, answered; the rest runs on the migration's own thread
 * (QUEUED)    Enqueued, if there is no place; Doorman calls, CHECK again, TurnCame
 * RESERVE     HandoverReserved                                      undo: Owned(source, newer)
 * PREPARE     PrepareDestination -&gt; Listening                       undo: AbortDestination
 * PRECOPY     AwaitDestination || StartSource, AwaitSource          undo: cancel at the source
 * SWITCHOVER  (QEMU's own protocol; seen in the source's progress)  point of no return
 *             Resolution: both ends' reports -&gt; what next
 * HANDOVER    MigrationCompleted = Owned(destination)               then CommitDestination,
 *                                                                   ReleaseSource as errands
 * </pre>
 *
 * <p>Invariants: nothing is ordered that rests on a right to run before that right is recorded; the
 * source is told to run the guest again only after the destination has proved that it does not; a
 * copy that may have begun ends in one of the results of {@code Resolution}, however long that
 * takes.
 *
 * <p>One migration is five nouns: {@code MigrationScript} the phases and what a verdict leads to,
 * {@code Conversation} what the two agents are asked, {@code Hearing} their reports until there is
 * a verdict, {@code Cancellation} what those who cancel share with it, {@code Sentences} what
 * people are told.
 *
 * <p>Everything else that is done to a VM is a task ({@code VmTasks}): {@code VmCall} what is
 * asked, {@code VmAdmission} whether it may be, {@code VmWork} what is recorded and ordered, {@code
 * VmFinish} what is recorded at its end. The move of a disk ({@code DiskMovement}) asks its agent
 * again and again, which joins what runs.
 *
 * <p>Threads: one virtual thread per migration, named after it, which owns its script; two more
 * while it copies, one per end, which only bring news; one per errand; one that looks whose turn it
 * is while somebody waits, and one for each that is called.
 *
 * <p>How it fails: an order that is refused before PRECOPY is undone at once. A lost link in
 * PRECOPY is waited for, and the order given again, since orders that name a migration attach to
 * it. What cannot be decided is INDETERMINATE, and is decided when an agent comes back. Errands are
 * recorded nowhere; those of completed migrations are begun again at a restart.
 *
 * <p>Not here: how guests are copied (agents), who may ask (later).
 */
@NullMarked
package io.godwit.manager.orchestration;

import org.jspecify.annotations.NullMarked;
