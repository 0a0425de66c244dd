/**
 * The manager's own certificate authority. Entry: {@link io.godwit.manager.authority.Authority}.
 *
 * <pre>
 * data/authority/ca.key, ca.pem  (made once, the same at every manager of an ensemble)
 *        │ signs
 *        ├── hosts:    90 days, for a key that was made on the host; for clients only
 *        └── managers: 1 year,  manager.pem, made here, renewed by itself   ── TlsMaterial
 * </pre>
 *
 * <p>Invariants: a certificate has the names the manager gives it, whatever its request says; a
 * request is signed by the key it is for; serial numbers are random; the authority's key is in no
 * log and in files that only their owner reads; an authority that is there is never overwritten.
 *
 * <p>Threads: {@code Authority} is immutable; {@code TlsMaterial} has one that renews the manager's
 * own certificate.
 *
 * <p>How it fails: half an authority on disk stops the start with a sentence; a certificate that
 * cannot be renewed is tried again every hour for the four months it still has.
 *
 * <p>Not here: who may have a certificate and whose was taken back (enrolment).
 */
@NullMarked
package io.godwit.manager.authority;

import org.jspecify.annotations.NullMarked;
