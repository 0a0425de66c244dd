/**
 * Programs beside QEMU that carry its copies through TLS. Entry: {@link
 * io.godwit.agent.tunnel.Tunnels}.
 *
 * <pre>
 *  source's QEMU ──► socat ──► stunnel ══TLS 1.3, the migration's key══► stunnel ──► destination's QEMU
 * </pre>
 *
 * <p>QEMU's own TLS makes a record of each page on one thread; stunnel makes one of 16 KiB, and a
 * thread carries each connection. Like QEMU they outlive the agent. Arrows within a host are
 * sockets of the file system, in a folder of the migration.
 */
@NullMarked
package io.godwit.agent.tunnel;

import org.jspecify.annotations.NullMarked;
