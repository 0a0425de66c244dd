package io.godwit.manager.balancing;

import io.godwit.manager.history.PlanLog;
import io.godwit.manager.history.Rollup;
import io.godwit.manager.history.Rollup.Resolution;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.unit.DataRate;
import io.godwit.model.unit.DataSize;
import io.godwit.model.vm.VmId;
import io.godwit.planner.cluster.ClusterSnapshot;
import io.godwit.planner.cluster.CpuDemand;
import io.godwit.planner.cluster.Demand;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A cluster with the load that was recorded around some moment. */
final class PastLoad {
  /** Half an hour before and after; of older days there are hours only. */
  private static final Duration AROUND = Duration.ofMinutes(30);

  private final PlanLog log;

  PastLoad(PlanLog log) {
    this.log = log;
  }

  /**
   * @param without VMs of which nothing was recorded then: they count with all their processors
   */
  record Loaded(ClusterSnapshot snapshot, List<VmId> without) {}

  /**
   * The cluster as it is, with the load of then.
   *
   * @throws GodwitException LOAD_UNRECORDED if nothing was recorded of any of its VMs, the
   *     history's
   */
  Loaded of(ClusterSnapshot cluster, Instant moment) {
    Map<VmId, Demand> demands = new TreeMap<>();
    List<VmId> without = new ArrayList<>();
    for (var vm : cluster.vms()) {
      Demand demand = demand(vm.id(), moment);
      demands.put(vm.id(), demand);
      if (demand instanceof Demand.Unknown) {
        without.add(vm.id());
      }
    }
    if (!demands.isEmpty() && without.size() == demands.size()) {
      throw new GodwitException(
          ErrorCode.LOAD_UNRECORDED,
          "Of none of the cluster's "
              + demands.size()
              + " VMs load was recorded within "
              + AROUND.toMinutes()
              + " minutes of "
              + moment
              + "; nothing was planned.",
          "Ask for a time at which they ran; five-minute figures are kept for three days, hours for"
              + " a hundred, unless the configuration says otherwise.");
    }
    return new Loaded(
        cluster.mapVms(vm -> vm.wanting(demands.getOrDefault(vm.id(), Demand.UNKNOWN))), without);
  }

  private Demand demand(VmId vm, Instant moment) {
    String series = "vm/" + vm + "/";
    List<Rollup> cpu = around(series + "cpu.cores", moment);
    if (cpu.isEmpty()) {
      return Demand.UNKNOWN;
    }
    Duration step = cpu.getFirst().resolution().span();
    CpuDemand means = CpuDemand.of(cpu.stream().map(Rollup::mean).toList(), step);
    double high = cpu.stream().mapToDouble(Rollup::highest).max().orElse(means.high());
    double low = cpu.stream().mapToDouble(Rollup::lowest).min().orElse(means.low());
    return new Demand.Known(
        new CpuDemand(means.mean(), high, low, means.stable()),
        DataSize.ofBytes(Math.round(mean(around(series + "memory.bytes", moment)))),
        DataRate.ofBytesPerSecond(Math.round(mean(around(series + "network.bytes", moment)))),
        Math.clamp(mean(around(series + "cpu.ready", moment)) / 100, 0, 1));
  }

  /** Spans of five minutes if there are any, else the hour. */
  private List<Rollup> around(String series, Instant moment) {
    List<Rollup> fine =
        log.rollups(series, Resolution.FIVE_MINUTES, moment.minus(AROUND), moment.plus(AROUND));
    if (!fine.isEmpty()) {
      return fine;
    }
    Instant hour = Resolution.HOUR.startOf(moment);
    return log.rollups(series, Resolution.HOUR, hour, hour.plus(Resolution.HOUR.span()));
  }

  private static double mean(List<Rollup> spans) {
    double sum = 0;
    long samples = 0;
    for (Rollup each : spans) {
      sum += each.mean() * each.samples();
      samples += each.samples();
    }
    return samples == 0 ? 0 : sum / samples;
  }
}
