/**
 * Who this host is, and how it proves it. Entry: {@link io.godwit.agent.identity.HostIdentity}.
 *
 * <pre>
 * token (configuration, environment or 'godwit-agent enrol')
 *   │  says the authority's fingerprint: the first call already knows whom it talks to
 *   ▼
 * Enrol(token, request for a key made here) ──► host.pem: key, certificate, authority
 *                                                 │  a third of its time is left
 *                                                 └─ Renew(request for the next key) ─► host.pem
 *
 * state/identity/  host.pem    key and chain in one file, so that they always fit
 *                  next.key    a key whose certificate is asked for: an answer may be lost
 *                  token       digest of the token that was used last
 *                  epoch       of the newest leader that was followed
 *                  managers    where managers were, last time
 * </pre>
 *
 * <p>Invariants: the key never leaves the host and is in files that only their owner reads; a token
 * is used for one key, however often it takes; a leader older than one that was followed is not
 * followed any more, after a restart either.
 *
 * <p>Threads: {@code HostIdentity} may be used by any thread; calls block with a deadline.
 *
 * <p>How it fails: VMs run on without an identity; whatever a manager refuses is a problem with a
 * next step; a file that cannot be read stops the start with a sentence.
 *
 * <p>Not here: the link, and which manager is tried when (link).
 */
@NullMarked
package io.godwit.agent.identity;

import org.jspecify.annotations.NullMarked;
