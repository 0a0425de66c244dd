package io.godwit.planner.balance;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.model.unit.DataRate;
import io.godwit.model.unit.DataSize;
import io.godwit.planner.check.Checked;
import io.godwit.planner.cluster.ClusterSnapshot;
import io.godwit.planner.cluster.Clusters;
import io.godwit.planner.cluster.CpuDemand;
import io.godwit.planner.cluster.Demand;
import io.godwit.planner.cluster.Plan;
import io.godwit.planner.cluster.VmFacts;
import io.godwit.planner.layout.Layout;
import io.godwit.planner.rules.RuleBook;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Small clusters against the best that there is. Every layout that rules and capacity allow is
 * looked at, those that cannot be better left out (branch and bound).
 */
final class OptimumTest {
  /** A thousand take half a minute. */
  private static final int SEEDS = Integer.getInteger("godwit.optimum.seeds", 250);

  /** Beyond the few that a cluster of this size takes. */
  private static final int MOST_NODES = 30_000_000;

  @Test
  void isWithinTwoPercentOfTheOptimumInNineteenOfTwentyClusters() {
    int missed = 0;
    List<Integer> worst = new ArrayList<>();
    for (int seed = 0; seed < SEEDS; seed++) {
      ClusterSnapshot snapshot = crowded(seed);
      Plan plan = Balance.of(snapshot, new Policy(Threshold.ANY_GAIN, 64), seed);
      Checked.sound(snapshot, plan, "seed " + seed);
      double ours = got(new Layout(snapshot.after(plan)));
      if (new Best(snapshot, ours / 0.98).isBetter()) {
        missed++;
        worst.add(seed);
      }
    }
    assertThat(missed)
        .as("%d seeds, not within 2 %%: %s", SEEDS, worst)
        .isLessThanOrEqualTo(SEEDS / 20);
  }

  private static double got(Layout layout) {
    Worth worth = new Worth(layout);
    double got = 0;
    for (int host = 0; host < layout.hosts(); host++) {
      got += worth.got(host);
    }
    return got;
  }

  /** Two to six hosts, up to 14 VMs that want most of them, put anywhere, some rules. */
  private static ClusterSnapshot crowded(int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int hosts = random.nextInt(2, 7);
    int vms = random.nextInt(hosts + 1, 15);
    Clusters clusters = new Clusters();
    int cores = 0;
    for (int i = 0; i < hosts; i++) {
      int own = random.nextInt(2) == 0 ? 8 : 12;
      cores += own;
      clusters.with(Clusters.host("h" + i, own, random.nextInt(24, 49)));
    }
    double scale = cores * (0.5 + 0.6 * random.nextDouble()) / vms;
    int[] free =
        clusters.snapshot().hosts().stream()
            .mapToInt(h -> (int) (h.memory().bytes() >> 30))
            .toArray();
    for (int i = 0; i < vms; i++) {
      int gibibytes = random.nextInt(2, 9);
      int at = random.nextInt(hosts);
      for (int tries = 0; tries < hosts && free[at] < gibibytes; tries++) {
        at = (at + 1) % hosts;
      }
      if (free[at] >= gibibytes) {
        free[at] -= gibibytes;
        clusters.with(Clusters.vm("v" + i, "h" + at, gibibytes, demand(random, scale)));
      }
    }
    List<VmFacts> there = clusters.snapshot().vms();
    for (int i = 0; i < seed % 3 && there.size() > 3; i++) {
      VmFacts one = there.get(random.nextInt(there.size()));
      VmFacts two = there.get(random.nextInt(there.size()));
      if (!one.equals(two)) {
        clusters.with(Clusters.apart("apart" + i, one.name().value(), two.name().value()));
      }
    }
    return clusters.snapshot();
  }

  private static Demand demand(SplittableRandom random, double scale) {
    double mean = Math.min(7, scale * 2 * random.nextDouble());
    CpuDemand cpu =
        new CpuDemand(mean, mean * (1 + 0.5 * random.nextDouble()), 0, Duration.ofHours(2));
    return new Demand.Known(cpu, DataSize.ZERO, DataRate.ZERO, 0);
  }

  /** Looks for a layout that is worth more than a bound. */
  private static final class Best {
    private final Layout layout;
    private final RuleBook rules;
    private final double bound;
    private final List<Integer> order = new ArrayList<>();
    private int nodes;

    Best(ClusterSnapshot snapshot, double bound) {
      this.layout = new Layout(snapshot.mapVms(vm -> vm.at(null)));
      this.rules = new RuleBook(layout);
      this.bound = bound;
      for (int vm = 0; vm < layout.vms(); vm++) {
        order.add(vm);
      }
      order.sort(Comparator.comparingDouble(vm -> -layout.wants().mean(vm)));
    }

    boolean isBetter() {
      boolean found = search(0);
      assertThat(nodes).as("nodes").isLessThan(MOST_NODES);
      return found;
    }

    private boolean search(int depth) {
      if (++nodes >= MOST_NODES || atMost(depth) <= bound) {
        return false;
      }
      if (depth == order.size()) {
        return got(layout) > bound;
      }
      int vm = order.get(depth);
      for (int host = 0; host < layout.hosts(); host++) {
        if (layout.fits(vm, host) && rules.admits(vm, host) && !isLikeAnEarlierOne(host)) {
          layout.place(vm, host);
          boolean found = search(depth + 1);
          layout.take(vm);
          if (found) {
            return true;
          }
        }
      }
      return false;
    }

    /** Two empty hosts of the same size are the same host. */
    private boolean isLikeAnEarlierOne(int host) {
      if (layout.count(host) > 0) {
        return false;
      }
      for (int earlier = 0; earlier < host; earlier++) {
        if (layout.count(earlier) == 0
            && layout.host(earlier).cores() == layout.host(host).cores()
            && layout.host(earlier).memory().equals(layout.host(host).memory())) {
          return true;
        }
      }
      return false;
    }

    /**
     * The most that is left: if it could be poured on the hosts, the least used first, without
     * swings.
     */
    private double atMost(int depth) {
      double left = 0;
      for (int i = depth; i < order.size(); i++) {
        left += layout.wants().mean(order.get(i));
      }
      double low = 0;
      double high = 4;
      for (int i = 0; i < 40; i++) {
        double level = (low + high) / 2;
        double poured = 0;
        for (int host = 0; host < layout.hosts(); host++) {
          poured += Math.max(0, level * layout.host(host).cores() - layout.mean(host));
        }
        if (poured < left) {
          low = level;
        } else {
          high = level;
        }
      }
      double sum = 0;
      for (int host = 0; host < layout.hosts(); host++) {
        double cores = layout.host(host).cores();
        double load = Math.max(layout.mean(host), high * cores);
        double use = load / cores;
        sum += use <= 1 ? load * (1 - 0.1 * use * use) : 0.9 * cores;
      }
      return sum;
    }
  }
}
