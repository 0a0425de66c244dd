package io.godwit.manager.metrics;

import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Gauges that are made for one scrape. Used by one thread. */
final class Series {
  private final Map<String, GaugeSnapshot.Builder> gauges = new TreeMap<>();

  /** A name without points is not shown. */
  Series gauge(String name, String help) {
    gauges.put(name, GaugeSnapshot.builder().name(name).help(help));
    return this;
  }

  void point(String name, double value, Labels labels) {
    GaugeSnapshot.Builder gauge = gauges.get(name);
    if (gauge == null) {
      throw new IllegalArgumentException(name + " was not announced");
    }
    gauge.dataPoint(new GaugeDataPointSnapshot(value, labels, null));
  }

  /** Whole numbers beyond 2^53 lose their last digits, as every number of Prometheus does. */
  void point(String name, long value, Labels labels) {
    point(name, (double) value, labels);
  }

  MetricSnapshots collect() {
    List<MetricSnapshot> shown = new ArrayList<>();
    for (GaugeSnapshot.Builder gauge : gauges.values()) {
      GaugeSnapshot built = gauge.build();
      if (!built.getDataPoints().isEmpty()) {
        shown.add(built);
      }
    }
    return new MetricSnapshots(shown);
  }
}
