/**
 * Which hosts belong to the data center, and which of their certificates are good. Entry: {@link
 * io.godwit.manager.enrolment.HostEnrolment}.
 *
 * <pre>
 *                add: token                 redeem: certificate
 * (unknown) ──────────────► token waits ──────────────────────► ENROLLED ── renew ──┐
 *     ▲                      │ 24 h                               │   ▲  ▲          │
 *     │                      └─► expired, forgotten               │   │  └──────────┘
 *     └──── forgotten once its last certificate has ended ── REMOVED  │
 *                                       add: token, redeem ──────────┘
 * </pre>
 *
 * <p>Invariants: a certificate is good only while its host is ENROLLED, lists its serial number and
 * it has not expired: nothing has to be remembered to refuse the rest; of a token only a digest is
 * kept; it is good for one host and one key, until it expires: the same key may ask again, because
 * an answer can be lost on the way; enrolling again ends every older certificate of the host.
 *
 * <p>Threads: the state and its decisions are pure; {@code HostEnrolment} may be called by any
 * thread and changes the state through the single writer.
 *
 * <p>How it fails: a stranger learns that a token is bad, not why; a decision that is not recorded
 * hands out no certificate.
 *
 * <p>Not here: signing (authority), links (agents), what runs on a host (inventory).
 */
@NullMarked
package io.godwit.manager.enrolment;

import org.jspecify.annotations.NullMarked;
