/**
 * What a host and its VMs use, as their agent measures it. Entry: {@link
 * io.godwit.model.telemetry.HostSample}.
 *
 * <pre>
 * counter(then) ─┐
 *                ├─ difference ÷ interval ─► a use: cores, bytes/s, operations/s
 * counter(now) ──┘
 * </pre>
 *
 * <p>Invariants: every number is finite and 0 or more; a sample covers its {@code interval}, which
 * a monotonic clock measured and which ends at {@code at}, by the host's wall clock; what a host
 * cannot tell is absent, not 0. Lists have a bound, because they come from another machine.
 *
 * <p>Not here: where the numbers come from (the agent), and how long they are kept (the manager).
 */
@NullMarked
package io.godwit.model.telemetry;

import org.jspecify.annotations.NullMarked;
