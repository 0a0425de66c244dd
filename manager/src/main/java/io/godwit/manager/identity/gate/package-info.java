/**
 * Who a call comes from, and whether it may pass. Entry: {@link
 * io.godwit.manager.identity.gate.Gatekeeper}.
 *
 * <pre>
 * Caller (header, address) --&gt; Gatekeeper.identify --&gt; Principal --&gt; require(need) --&gt; the call
 *            |                        |                                   |
 *            |      Bearer: token's digest, expiry, user          Authorizer; an expired password
 *            |      Basic:  PasswordCheck                         is good for choosing one only
 *            |                 |
 *            +-- POST login ---+--&gt; LoginThrottle --&gt; Passwords (argon2id) --&gt; remembered a minute
 * </pre>
 *
 * <p>Invariants: a call passes here or is one of the few that are open to all; an unknown user and
 * a wrong password cannot be told apart, by answer or by time; no secret is kept, logged or shown
 * by a {@code toString}; what is remembered about right passwords is a keyed digest.
 *
 * <p>Threads: none of its own; counters and memories are behind locks that are held for
 * microseconds. They belong to one manager: another one counts from zero.
 *
 * <p>How it fails: whatever cannot be proven is UNAUTHENTICATED; too many attempts are
 * LOGIN_THROTTLED, with the time to wait.
 *
 * <p>Not here: what a call needs (rest), sessions (there are none: a login gives a token), TLS.
 */
@NullMarked
package io.godwit.manager.identity.gate;

import org.jspecify.annotations.NullMarked;
