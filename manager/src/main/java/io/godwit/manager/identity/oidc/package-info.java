/**
 * Logins at an identity provider: OpenID Connect, authorization code with PKCE. Entry: {@link
 * io.godwit.manager.identity.oidc.OidcLogin}.
 *
 * <pre>
 * browser                     manager                                   provider
 *   | GET oidc/login ---------&gt; | discovery (kept an hour) --------------&gt; |
 *   | &lt;-- 302, cookie --------- | state, nonce, verifier: waiting         |
 *   | login page ------------------------------------------------------&gt; |
 *   | &lt;-- 302 callback?code&amp;state ------------------------------------- |
 *   | GET oidc/callback ------&gt; | state and cookie: taken, once           |
 *   |                           | code, verifier -----------------------&gt; |
 *   |                           | &lt;------------------------- ID token --- |
 *   |                           | keys (kept an hour) -------------------&gt; |
 *   | &lt;-- a token of ours ----- | signature, issuer, audience, times,     |
 *   |                           | nonce; then Users.provision             |
 * </pre>
 *
 * <p>Invariants: nobody is believed without a signature of a key the provider publishes, by one of
 * a few asymmetric algorithms; a login is finished once, within ten minutes, by the browser that
 * began it; tokens of the provider are not kept; nothing is fetched in the clear from another
 * machine.
 *
 * <p>Threads: the caller's; a lock for each thing that is fetched and kept. Every fetch has a
 * deadline for all of it, and a limit of size.
 *
 * <p>How it fails: a provider that does not answer as it should is OIDC_UNAVAILABLE; a login that
 * is not proven is OIDC_LOGIN_REFUSED, with the reason. Logins that wait belong to one manager: if
 * another leads meanwhile, people begin again.
 *
 * <p>Not here: what the user may do; the device flow; single logout.
 */
@NullMarked
package io.godwit.manager.identity.oidc;

import org.jspecify.annotations.NullMarked;
