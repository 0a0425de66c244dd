package io.godwit.manager.metrics;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.Map;
import java.util.function.Supplier;

/** Tasks by kind and state, counted when they are asked for. */
record TaskSeries(Supplier<Map<Metrics.TaskGroup, Integer>> tasks) implements MultiCollector {
  private static final String TASKS = "godwit_tasks";

  @Override
  public MetricSnapshots collect() {
    Series series = new Series().gauge(TASKS, "Tasks by kind and state.");
    tasks
        .get()
        .forEach((group, count) ->
            series.point(TASKS, count, Labels.of("kind", group.kind(), "state", group.state())));
    return series.collect();
  }
}
