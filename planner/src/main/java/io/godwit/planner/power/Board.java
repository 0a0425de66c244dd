package io.godwit.planner.power;

import io.godwit.model.host.HostId;
import io.godwit.planner.cluster.ClusterSnapshot;
import io.godwit.planner.cluster.Condition;
import io.godwit.planner.cluster.HostFacts;
import io.godwit.planner.layout.Layout;
import io.godwit.planner.rules.RuleBook;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** The cluster while a plan is made: who is where, and the past of every host's sum. */
final class Board {
  /** No VM: for the outlook of a host as it is. */
  static final int NOBODY = -1;

  /** A VM whose past is short may vary by this share of its size. */
  private static final double ASSUMED_DEVIATION = 0.1;

  /** And that assumption weighs as much as so many samples. */
  private static final double ASSUMED_SAMPLES = 2;

  private static final Duration SLOW_VIEW = Duration.ofMinutes(40);

  final Layout layout;
  final RuleBook rules;
  final PastDemand past;
  final PowerSettings settings;
  final KeptOn kept;
  final int window;
  private final int slow;
  private final double[][] vms;
  private final double[] vmMean;
  private final double[] assumed;
  private final boolean[] known;
  private final double[][] sums;
  private final double[] assumedSum;
  private final double[] capacity;
  private final double[] wattsPerCore;
  private final boolean[] on;

  Board(ClusterSnapshot cluster, PastDemand past, PowerSettings settings, KeptOn kept) {
    layout = new Layout(cluster);
    rules = new RuleBook(layout);
    this.past = past;
    this.settings = settings;
    this.kept = kept;
    window = longest(past, settings.window());
    slow = Math.clamp(SLOW_VIEW.dividedBy(past.step()), 1, window);
    vms = new double[layout.vms()][];
    vmMean = new double[layout.vms()];
    assumed = new double[layout.vms()];
    known = new boolean[layout.vms()];
    sums = new double[layout.hosts()][window];
    assumedSum = new double[layout.hosts()];
    capacity = new double[layout.hosts()];
    wattsPerCore = new double[layout.hosts()];
    on = new boolean[layout.hosts()];
    for (int host = 0; host < layout.hosts(); host++) {
      HostFacts facts = layout.host(host);
      capacity[host] = facts.cores();
      wattsPerCore[host] = wattsPerCore(facts);
      on[host] = facts.condition() != Condition.STANDBY;
    }
    for (int vm = 0; vm < layout.vms(); vm++) {
      learn(vm);
      if (layout.place(vm) != Layout.NOWHERE) {
        add(vm, layout.place(vm), 1);
      }
    }
  }

  private static int longest(PastDemand past, int window) {
    int longest = past.vms().values().stream().mapToInt(List::size).max().orElse(0);
    return Math.clamp(longest, 1, window);
  }

  /** Without a table it is taken as worse than any that has one, so that it goes off first. */
  private static double wattsPerCore(HostFacts facts) {
    return facts.power() == null ? Double.MAX_VALUE : facts.power().at(1) / facts.cores();
  }

  /** What is older than a VM's first sample is taken as its mean. */
  private void learn(int vm) {
    double[] samples = new double[window];
    List<Double> told = past.of(layout.vm(vm).id()).orElse(List.of());
    known[vm] = !told.isEmpty();
    if (told.isEmpty()) {
      Arrays.fill(samples, layout.wants().mean(vm));
    } else {
      int there = Math.min(window, told.size());
      double sum = 0;
      for (int i = 1; i <= there; i++) {
        samples[window - i] = told.get(told.size() - i);
        sum += samples[window - i];
      }
      Arrays.fill(samples, 0, window - there, sum / there);
    }
    vms[vm] = samples;
    vmMean[vm] = Arrays.stream(samples).average().orElse(0);
    double deviation = ASSUMED_DEVIATION * layout.vm(vm).vcpus();
    assumed[vm] = deviation * deviation;
  }

  private void add(int vm, int host, int sign) {
    double[] sum = sums[host];
    for (int i = 0; i < window; i++) {
      sum[i] += sign * vms[vm][i];
    }
    assumedSum[host] += sign * assumed[vm];
  }

  void move(int vm, int host) {
    add(vm, layout.place(vm), -1);
    layout.move(vm, host);
    add(vm, host, 1);
    on[host] = true;
  }

  void switchOff(int host) {
    on[host] = false;
  }

  void switchOn(int host) {
    on[host] = true;
  }

  /** What a host looks forward to with one more VM, or as it is. */
  Outlook outlook(int host, int guest) {
    double[] sum = sums[host];
    double total = 0;
    double squares = 0;
    double peak = 0;
    double recent = 0;
    double now = 0;
    for (int i = 0; i < window; i++) {
      now = Math.max(0, guest == NOBODY ? sum[i] : sum[i] + vms[guest][i]);
      total += now;
      squares += now * now;
      if (i >= window - slow) {
        peak = Math.max(peak, now);
        recent += now;
      }
    }
    double mean = total / window;
    double measured = Math.max(0, squares - total * mean);
    double guessed = assumedSum[host] + (guest == NOBODY ? 0 : assumed[guest]);
    double variance =
        (measured + ASSUMED_SAMPLES * Math.max(0, guessed)) / (window + ASSUMED_SAMPLES);
    return new Outlook(now, mean, peak, recent / slow, variance);
  }

  /** What all VMs together look forward to. */
  Outlook outlookOfAll() {
    double total = 0;
    double squares = 0;
    double peak = 0;
    double recent = 0;
    double now = 0;
    for (int i = 0; i < window; i++) {
      now = demandOfAll(i);
      total += now;
      squares += now * now;
      if (i >= window - slow) {
        peak = Math.max(peak, now);
        recent += now;
      }
    }
    double mean = total / window;
    return new Outlook(now, mean, peak, recent / slow, Math.max(0, squares / window - mean * mean));
  }

  private double demandOfAll(int sample) {
    double all = 0;
    for (double[] sum : sums) {
      all += sum[sample];
    }
    return all;
  }

  /** The largest rise of all demand within a time that the window has seen. */
  double rise(Duration within) {
    int steps = (int) Math.min(window, Math.ceilDiv(within.toMillis(), past.step().toMillis()));
    double rise = 0;
    for (int i = steps; steps > 0 && i < window; i++) {
      rise = Math.max(rise, demandOfAll(i) - demandOfAll(i - steps));
    }
    return rise;
  }

  double now(int vm) {
    return vms[vm][window - 1];
  }

  double mean(int vm) {
    return vmMean[vm];
  }

  double capacity(int host) {
    return capacity[host];
  }

  /** At full load; how hosts are ranked. */
  double wattsPerCore(int host) {
    return wattsPerCore[host];
  }

  boolean isOn(int host) {
    return on[host];
  }

  /** How many are. */
  int hostsOn() {
    int count = 0;
    for (boolean each : on) {
      count += each ? 1 : 0;
    }
    return count;
  }

  boolean isEmpty(int host) {
    return layout.count(host) == 0;
  }

  HostId id(int host) {
    return layout.host(host).id();
  }

  /** Whether all of its VMs were measured. */
  boolean isKnown(int host) {
    for (int i = 0; i < layout.count(host); i++) {
      if (!known[layout.resident(host, i)]) {
        return false;
      }
    }
    return layout.host(host).condition() != Condition.UNKNOWN;
  }

  /** Whether VMs may come to it, if it is on. */
  boolean admits(int host) {
    Condition condition = layout.host(host).condition();
    return (condition.admits() || condition == Condition.STANDBY) && isKnown(host);
  }
}
