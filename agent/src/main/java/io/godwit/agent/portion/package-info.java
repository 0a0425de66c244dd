/**
 * Lets the kernel give every VM what is said of it: shares, reservations and limits of processors.
 * Entry: {@link io.godwit.agent.portion.Portions}.
 *
 * <pre>
 *  /sys/fs/cgroup/…               controller cpu, in version 1 or 2 of cgroups ({@link
 *                                 io.godwit.agent.portion.Cgroup})
 *    godwit-h1-1f/                all of this agent's VMs: weighs what their processors would without groups
 *      VM/                        QEMU's own threads, copies included; its weight from {@link
 *                                 io.godwit.agent.portion.Division}
 *        vcpus/                   the guest's processors; their quota from the limit
 * </pre>
 *
 * <p>As long as nothing is said of any VM of the host there are no groups. A limit is one of the
 * guest, not of QEMU: a guest that is held back leaves, and comes, as fast as any other.
 *
 * <p>Invariants: what is wanted is a function of what was said and of which processes there are;
 * {@code settle} makes the groups so, and may be repeated. What the manager said is kept in a file,
 * so that an agent that starts again goes by it before the manager has spoken.
 *
 * <p>How it fails: where the kernel has no such controller, or the agent may not write there, the
 * host says so and VMs run without. What cannot be written is tried again every few seconds. An
 * agent that was killed leaves groups behind, which any later one on the same machine removes once
 * they are empty.
 *
 * <p>One lock; the files are small and in memory. Not here: memory.
 */
@NullMarked
package io.godwit.agent.portion;

import org.jspecify.annotations.NullMarked;
