/**
 * Who is who on an encrypted connection. Entry: {@link io.godwit.protocol.trust.PeerTrust}.
 *
 * <pre>
 * authority (the managers' own) ──signs──► certificate with one name: spiffe://godwit/host/ID
 *      │                                                          or spiffe://godwit/manager/NAME
 *      └─ fingerprint ── in every enrolment token, printed for people
 *
 * peer's chain ──PeerTrust──► signed by our authority? valid now? right usage? right role?
 * </pre>
 *
 * <p>Invariants: a peer is known by the name in its certificate and never by its address, so that
 * addresses may change and hosts may sit behind address translation; there is no trust on first
 * use: whoever connects has the authority's certificate or its fingerprint beforehand; a private
 * key is in no log and in no {@code toString}, and in files that only their owner reads.
 *
 * <p>Threads: everything here is immutable but {@link io.godwit.protocol.trust.RotatingKey}, which
 * any thread may ask and any thread may turn.
 *
 * <p>How it fails: a {@link java.security.cert.CertificateException} whose sentence says what is
 * wrong with the peer, and names the clock when it may be the clock.
 *
 * <p>Not here: signing (the manager's authority) and which of the signed are still welcome (the
 * manager's enrolment).
 */
@NullMarked
package io.godwit.protocol.trust;

import org.jspecify.annotations.NullMarked;
