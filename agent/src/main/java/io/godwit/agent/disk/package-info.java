/**
 * Disks that move to another datastore of this host while their guests run. Entry: {@link
 * io.godwit.agent.disk.DiskMoves}.
 *
 * <pre>
 *   record the move ─► make the copy ─► open it ─► mirror ─► write-blocking ─► pivot
 *         (old is true)                              │                           │
 *                                                    │ cancel, error             ▼ QEMU holds the guest's writes;
 *                                                    ▼                           │ both files are the same, and flushed
 *                              close and remove the copy,            record: the new file is true
 *                              end the record                                    │
 *                                                                                ▼
 *                                        close and remove the old file ◄── change over
 *                                        end the record
 * </pre>
 *
 * <p>Every step looks at QEMU first and does what follows from there, so an agent that comes back
 * goes on by the same code. The VM's definition says at every moment which of the two files is
 * true, also if QEMU ends: it is changed only while QEMU holds the guest's writes, and both files
 * are whole then.
 *
 * <p>How it fails: a copy that breaks, or a guest that ends before the change, leaves the disk
 * where it was and removes the copy. A leftover that cannot be removed stays on record, and is
 * tried again when the agent starts and before the VM moves or is deleted.
 *
 * <p>Threads: one for each move, which lives as long as the agent; orders wait for it. Not here:
 * disks that go along with a VM ({@code migration}), which files there are ({@code storage}).
 */
@NullMarked
package io.godwit.agent.disk;

import org.jspecify.annotations.NullMarked;
