/**
 * Whether this manager can be asked: for load balancers, systemd and people. Entry: {@link
 * io.godwit.manager.health.Health}.
 *
 * <pre>
 * /healthz   the process answers                               restart it if not
 * /readyz    every part is ready: role, loop, history, ...     send requests elsewhere if not
 * </pre>
 *
 * <p>Invariants: an answer comes within the deadline of the slowest part, whatever is stuck; a
 * stuck part costs one thread, however often it is asked.
 *
 * <p>Threads: a part is asked on the caller's thread; the probe of the loop has one virtual thread
 * while it waits.
 *
 * <p>Not here: what is wrong in detail (metrics, log), and what to do about it.
 */
@NullMarked
package io.godwit.manager.health;

import org.jspecify.annotations.NullMarked;
