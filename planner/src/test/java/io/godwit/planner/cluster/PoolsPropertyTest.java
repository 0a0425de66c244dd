package io.godwit.planner.cluster;

import static io.godwit.planner.cluster.Clusters.vmId;
import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.model.catalog.ClusterName;
import io.godwit.model.catalog.Pool;
import io.godwit.model.catalog.PoolId;
import io.godwit.model.catalog.PoolName;
import io.godwit.model.catalog.Share;
import io.godwit.model.unit.DataSize;
import io.godwit.model.vm.VmId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Random trees of pools with VMs that have something of their own; a failure names its seed. */
final class PoolsPropertyTest {
  private static final int SEEDS = 500;
  private static final double ROUNDING = 1e-6;

  /** A tree, as the manager lets people make it: nobody has more reserved than is above them. */
  private record Tree(List<Pool> pools, List<Pools.Member> vms) {}

  private static Tree tree(SplittableRandom random) {
    List<Pool> pools = new ArrayList<>();
    List<long[]> left = new ArrayList<>();
    int count = random.nextInt(0, 6);
    for (int i = 0; i < count; i++) {
      int above = i == 0 || random.nextInt(3) == 0 ? -1 : random.nextInt(i);
      long most = above < 0 ? 2000 : left.get(above)[0];
      long kept = random.nextInt(3) == 0 ? 0 : random.nextLong(most + 1);
      if (above >= 0) {
        left.get(above)[0] -= kept;
      }
      left.add(new long[] {kept});
      Long limit = random.nextInt(3) == 0 ? Long.valueOf(kept + 1 + random.nextInt(500)) : null;
      pools.add(
          pool("p" + i, above < 0 ? null : "p" + above, new Share(kept, limit, weight(random))));
    }
    List<Pools.Member> vms = new ArrayList<>();
    int size = random.nextInt(1, 13);
    for (int i = 0; i < size; i++) {
      int in = pools.isEmpty() || random.nextInt(4) == 0 ? -1 : random.nextInt(pools.size());
      int vcpus = random.nextInt(1, 9);
      long most = in < 0 ? 800 : Math.min(100L * vcpus, left.get(in)[0]);
      long kept = random.nextBoolean() ? 0 : random.nextLong(Math.min(100L * vcpus, most) + 1);
      if (in >= 0) {
        left.get(in)[0] -= kept;
      }
      Long limit = random.nextInt(3) == 0 ? Long.valueOf(kept + 1 + random.nextInt(300)) : null;
      vms.add(
          new Pools.Member(
              vmId("v" + i),
              in < 0 ? null : pools.get(in).key(),
              new Share(kept, limit, weight(random)),
              Share.DEFAULT,
              vcpus * random.nextDouble(),
              DataSize.ofGibibytes(1)));
    }
    return new Tree(pools, vms);
  }

  private static int weight(SplittableRandom random) {
    return 1000 << random.nextInt(4);
  }

  private static Pool pool(String name, @Nullable String parent, Share cpu) {
    return new Pool(
        ClusterName.DEFAULT,
        new PoolName(name),
        parent == null ? null : new PoolName(parent),
        cpu,
        Share.DEFAULT,
        "");
  }

  @Test
  void everyVmHasWhatIsItsOwnWhereverItIs() {
    for (int seed = 0; seed < SEEDS; seed++) {
      Tree tree = tree(new SplittableRandom(seed));

      Map<VmId, Entitlement> all = Pools.entitlements(tree.pools(), tree.vms());

      double weights = 0;
      for (Pools.Member vm : tree.vms()) {
        Entitlement is = all.get(vm.vm());
        String replay = "seed %d: %s has %s".formatted(seed, vm, is);
        double kept = vm.cpu().reservation() / 100.0;
        Long limit = vm.cpu().limit();
        assertThat(is.reservedCores()).as(replay).isGreaterThanOrEqualTo(kept - ROUNDING);
        assertThat(is.reservedCores())
            .as(replay)
            .isLessThanOrEqualTo(Math.max(kept, vm.wantedCores()) + ROUNDING);
        assertThat(is.limitCores()).as(replay).isGreaterThanOrEqualTo(is.reservedCores());
        if (limit != null) {
          assertThat(is.limitCores()).as(replay).isLessThanOrEqualTo(limit / 100.0 + ROUNDING);
        }
        weights += is.weight();
      }
      assertThat(weights).as("seed %d", seed).isLessThanOrEqualTo(tree.vms().size() + ROUNDING);
    }
  }

  @Test
  void twiceTheSharesAreTwiceTheWeightInTheSamePool() {
    for (int seed = 0; seed < SEEDS; seed++) {
      Tree tree = tree(new SplittableRandom(seed));
      Map<VmId, Entitlement> all = Pools.entitlements(tree.pools(), tree.vms());

      for (Pools.Member one : tree.vms()) {
        for (Pools.Member other : tree.vms()) {
          PoolId in = one.pool();
          if (in == null ? other.pool() == null : in.equals(other.pool())) {
            double asSaid = (double) one.cpu().weight() / other.cpu().weight();
            double is = all.get(one.vm()).weight() / all.get(other.vm()).weight();
            assertThat(is / asSaid)
                .as("seed %d: %s against %s", seed, one, other)
                .isBetween(1 - ROUNDING, 1 + ROUNDING);
          }
        }
      }
    }
  }
}
