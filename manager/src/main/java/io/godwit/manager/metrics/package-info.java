/**
 * What Prometheus is told. Entry: {@link io.godwit.manager.metrics.Metrics}. The names are a
 * promise and stand in {@code docs/operations/metrics.md}.
 *
 * <pre>
 * StateLoop ── LoopObserver ──► LoopMeters ── records ──► MigrationMeters ─┐
 * RestServer ── RequestObserver ──► RequestMeters ────────────────────────┤
 * callers ──► MeteredCalls ──► AgentDirectory                              ├─► registry ──► /metrics
 * links ──► MeteredLinks ──► inventory, telemetry                          │
 * inventory, telemetry ── read at each scrape ──► DataCenterSeries ────────┘
 * </pre>
 *
 * <p>Invariants: no class outside of this package knows the metrics library; labels are of bounded
 * sets, or names of what is in the inventory, and never what a caller sent; a host or VM that is
 * gone has no series with the next scrape, because these are not kept but made.
 *
 * <p>Threads: meters are counted on the thread of what they count; the series of hosts and VMs are
 * made on the thread of the scrape.
 *
 * <p>How it fails: it does not make what it counts fail; a defect here is logged by the loop, or
 * ends a scrape with 500.
 *
 * <p>Not here: history (roll-ups), alerts (Prometheus).
 */
@NullMarked
package io.godwit.manager.metrics;

import org.jspecify.annotations.NullMarked;
