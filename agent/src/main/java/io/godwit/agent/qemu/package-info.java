/**
 * QEMU as a process: its command line, its start, its adoption after an agent's restart, and what
 * the binary can do. Entry: {@link io.godwit.agent.qemu.Hypervisor}.
 *
 * <p>Everything above this package sees a {@link io.godwit.agent.qemu.Hypervisor} and its {@link
 * io.godwit.agent.qemu.Instance}s only, so that another hypervisor, or a fake, can take its place.
 * QEMU runs in a session of its own ({@code setsid}), with {@code -sandbox on}, without defaults
 * and without privileges where the host allows it; what it prints stays in {@code qemu.log} beside
 * its QMP socket.
 */
@NullMarked
package io.godwit.agent.qemu;

import org.jspecify.annotations.NullMarked;
