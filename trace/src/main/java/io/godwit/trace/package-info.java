/**
 * What joins the log lines and the spans of one deed across threads and processes. Entries: {@link
 * io.godwit.trace.Trail}, which goes with every deed, and {@link io.godwit.trace.Tracing}, which is
 * off unless a collector is named.
 *
 * <pre>
 * request ── X-Request-Id, traceparent ──► Trail ── carried into each thread ──► log lines (MDC)
 *                                            │
 *                                            └─ Command(correlation, traceparent) ──► agent's Trail
 *
 * migration ──┬── check ── order ─ ─ ─► agent: order
 *             ├── reserve
 *             ├── prepare ── order ─ ─► agent: order        (spans, sent to a collector by OTLP)
 *             ├── precopy ...
 *             └── downtime
 * </pre>
 *
 * <p>Invariants: what comes from outside is in a trail only if it has the form that it should have;
 * a trail ends with the block it was made for; tracing never makes what it watches fail.
 *
 * <p>Threads: a trail is bound to a block on one thread; threads that a deed makes get it by {@link
 * io.godwit.trace.Trail#carried}. With tracing on the library has one thread that sends.
 *
 * <p>How it fails: a collector that is away costs spans, of which the library keeps a bounded
 * number. With tracing off no class of the library is loaded.
 *
 * <p>Not here: what is worth a span (those who do it), metrics.
 */
@NullMarked
package io.godwit.trace;

import org.jspecify.annotations.NullMarked;
