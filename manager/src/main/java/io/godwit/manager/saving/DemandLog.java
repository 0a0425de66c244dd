package io.godwit.manager.saving;

import io.godwit.manager.inventory.DataCenter;
import io.godwit.manager.inventory.HostEntry;
import io.godwit.manager.telemetry.Telemetry;
import io.godwit.manager.telemetry.VmPoint;
import io.godwit.model.host.HostId;
import io.godwit.model.vm.VmId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What VMs have wanted, in equal steps. Soft: a new leader begins anew. A VM that was not measured
 * for longer than a step, and for longer than agents may be silent, is not in what is told: one
 * that has just moved is measured at its new home a little later. Its monitor guards it.
 */
final class DemandLog {
  /** Two hours in steps of five minutes: as much as the planner looks at. */
  static final int MOST_SAMPLES = 24;

  /** 40 minutes in steps of five: as much as has to be known before a host is emptied. */
  static final int ENOUGH_SAMPLES = 8;

  /** As for what is told of clusters: agents measure every ten seconds. */
  private static final Duration SILENCE = Duration.ofSeconds(45);

  private static final int MOST_VMS = 100_000;

  private final Telemetry telemetry;
  private final Map<VmId, Track> tracks = new HashMap<>();
  private long steps;
  private long grace = 1;

  private static final class Track {
    private final Deque<Double> samples = new ArrayDeque<>();
    private long newest;
  }

  DemandLog(Telemetry telemetry) {
    this.telemetry = telemetry;
  }

  /** A step is over: notes what every VM has wanted on average of it. */
  synchronized void note(DataCenter state, Duration step) {
    steps++;
    grace = Math.max(1, Math.ceilDiv(SILENCE.toMillis(), step.toMillis()));
    for (HostEntry host : state.soft().hosts().values()) {
      boolean heard =
          host.isConnected()
              && telemetry.silence(host.id()).filter(it -> it.compareTo(SILENCE) <= 0).isPresent();
      if (heard) {
        for (VmId vm : state.hard().homes().of(host.id()).values()) {
          note(vm, host.id(), step);
        }
      }
    }
    tracks.values().removeIf(track -> steps - track.newest > Math.max(grace, ENOUGH_SAMPLES));
  }

  private void note(VmId vm, HostId home, Duration step) {
    List<VmPoint> points = telemetry.vm(home, vm).map(Telemetry.OfVm::points).orElse(List.of());
    if (points.isEmpty() || (tracks.size() >= MOST_VMS && !tracks.containsKey(vm))) {
      return;
    }
    Instant from = points.getLast().at().minus(step);
    double mean =
        points.stream()
            .filter(point -> !point.at().isBefore(from))
            .mapToDouble(VmPoint::cpuCores)
            .average()
            .orElse(points.getLast().cpuCores());
    Track track = tracks.computeIfAbsent(vm, _ -> new Track());
    track.samples.addLast(mean);
    track.newest = steps;
    if (track.samples.size() > MOST_SAMPLES) {
      track.samples.removeFirst();
    }
  }

  /** What is known of those that were measured lately, the oldest sample first. */
  synchronized Map<VmId, List<Double>> samples() {
    Map<VmId, List<Double>> all = new TreeMap<>();
    tracks.forEach((vm, track) -> {
      if (steps - track.newest <= grace) {
        all.put(vm, new ArrayList<>(track.samples));
      }
    });
    return all;
  }

  /** How many steps there were. */
  synchronized long steps() {
    return steps;
  }
}
