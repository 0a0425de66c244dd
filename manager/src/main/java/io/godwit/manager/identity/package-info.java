/**
 * Who may do what. Entry: {@link io.godwit.manager.identity.Authorizer}.
 *
 * <pre>
 * hard state: Identities = users, tokens, grants          IdentityChange --apply--&gt; Identities
 *                                                                ^
 *   Users, Tokens, Grants, FirstStart: decisions, pure  --- Ruling (changes + result)
 *
 * a call --&gt; gate (who is it?) --&gt; Principal --&gt; Authorizer.decide(privilege, object)
 *              password                                |
 *              token            deny, unless a grant of the user or one of their groups covers it,
 *                               and the token's scope does not take it away
 * </pre>
 *
 * <p>Invariants: what is not granted is denied; rights are inherited downwards and never upwards; a
 * token has at most its user's rights; a token makes no token that may more or lives longer; nobody
 * decides how someone logs in whose rights they could not give; there is always one active
 * administrator with a password; a deleted user leaves no token and no grant.
 *
 * <p>Threads: everything in this package is immutable or pure. Decisions run on the state loop's
 * thread, by way of {@code IdentityBook}.
 *
 * <p>How it fails: a decision refuses with a sentence and nothing has changed; a change that does
 * not fit is a bug and throws.
 *
 * <p>Not here: proving who someone is ({@code gate}, {@code oidc}), hashing ({@code password}),
 * which privilege a call needs (rest).
 */
@NullMarked
package io.godwit.manager.identity;

import org.jspecify.annotations.NullMarked;
