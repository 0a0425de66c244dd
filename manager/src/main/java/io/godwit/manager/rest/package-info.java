/**
 * The public API over HTTP. Entry: {@link io.godwit.manager.rest.RestServer}.
 *
 * <pre>
 * request --&gt; Requests (strict JSON to typed values) --&gt; orchestration --&gt; Views (state to JSON)
 *                 |                                        |
 *                 +---------- GodwitException ------------+--&gt; application/problem+json
 * </pre>
 *
 * <p>Invariants: {@code openapi.yaml} and the routes are the same set; whatever goes wrong is
 * answered with a problem that has one of our codes; a migration is answered with 202 only after it
 * has passed its checks and is recorded.
 *
 * <p>A page costs about what it shows, and a change of a watched list about what has changed:
 * tables are sorted and immutable, so that a page begins behind a key and two states are compared
 * by what was written anew.
 *
 * <p>Threads: a virtual thread per request, also for the whole life of an event stream.
 *
 * <p>How it fails: a client that does not read is dropped when a write has waited for the
 * connection's idle time; too many event streams are refused.
 *
 * <p>Not here: who may do what (identity), decisions.
 */
@NullMarked
package io.godwit.manager.rest;

import org.jspecify.annotations.NullMarked;
