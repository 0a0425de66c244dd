package io.godwit.manager;

import io.godwit.manager.chronicle.LazyArchive;
import io.godwit.manager.config.ManagerConfig;
import io.godwit.manager.metrics.Metrics;
import io.godwit.manager.store.Ensemble;
import io.godwit.manager.telemetry.Telemetry;
import io.godwit.manager.time.ForwardTime;
import io.godwit.trace.Tracing;

/**
 * What a manager has for as long as its process runs, and every one of its terms works with.
 *
 * @param clock what secrets expire by
 */
record Fixtures(
    ManagerConfig config,
    Ensemble ensemble,
    Security security,
    Metrics metrics,
    Telemetry telemetry,
    Tracing tracing,
    FirstPassword firstPassword,
    LazyArchive archive,
    ForwardTime clock) {}
