/**
 * The stream to the leader and the desk that takes its orders. Entry: {@link
 * io.godwit.agent.link.ManagerLink}.
 *
 * <pre>
 *            token not used yet                    refused for good: once a minute
 *   next() ───────────────────► Enrol ──┐        ┌───────────────────────────────┐
 *     ▲  │ has a certificate            ▼        │ somebody enrols the host      │
 *     │  └─────────────────────────► Hello ──────┴─► NotWelcome ─────────────────┘
 *     │                                │ │ └─► Redirected: the leader is tried at once
 *     │        Lost: the next one      │ └───► Failed, Untrusted, Deposed: the next one, 0.1 to 1 s
 *     └────────────────────────── Welcome
 * </pre>
 *
 * <p>Invariants: at most one link; no order is carried out for a manager that was not followed, and
 * none is begun whose link has ended; a leader of a lower epoch than one that was followed is not
 * followed.
 *
 * <p>Threads: one runs the link, one renews the certificate, one for each order.
 *
 * <p>How it fails: whatever happens to the link, VMs run on and the next attempt follows; what is
 * wrong is logged when it changes.
 *
 * <p>Not here: keys and certificates (identity), what orders do (vm, migration).
 */
@NullMarked
package io.godwit.agent.link;

import org.jspecify.annotations.NullMarked;
