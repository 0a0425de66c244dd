/**
 * Passwords: their rule, their hashes, and how many are computed at a time. Entry: {@link
 * io.godwit.manager.identity.password.Passwords}.
 *
 * <p>A hash is kept in PHC string form with its parameters, so that stronger ones can be chosen
 * later: a hash of weaker parameters is made anew at the next login.
 *
 * <p>Invariants: a password is never kept, logged or put into a message; comparing takes the same
 * time wherever two hashes differ; at most {@link
 * io.godwit.manager.identity.password.Passwords#AT_ONCE} are computed at a time, because each takes
 * 19 MiB and a tenth of a second of a core.
 *
 * <p>Threads: computed on the caller's thread. How it fails: who waits too long for a turn gets
 * LOGIN_THROTTLED.
 *
 * <p>Not here: who may log in, and how often they may try ({@code gate}).
 */
@NullMarked
package io.godwit.manager.identity.password;

import org.jspecify.annotations.NullMarked;
