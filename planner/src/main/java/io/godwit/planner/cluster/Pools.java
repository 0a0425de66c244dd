package io.godwit.planner.cluster;

import io.godwit.model.catalog.Pool;
import io.godwit.model.catalog.PoolId;
import io.godwit.model.catalog.Share;
import io.godwit.model.unit.DataSize;
import io.godwit.model.vm.VmId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Divides a cluster among its pools, and each pool among what is in it, from the top down.
 *
 * <p>A pool's reservation goes to its members: first what is reserved for each itself, then by
 * weight, to nobody more than it wants. Where members have more reserved than their pool, the pool
 * has it, too: it borrows from above. A pool's limit is divided in the same way where its members
 * want more, and takes nobody's own reservation away. A VM's weight is its part of its pool's
 * weight.
 */
public final class Pools {
  private static final double HUNDREDTH = 0.01;

  private final Map<PoolId, List<Pool>> pools = new HashMap<>();
  private final Map<PoolId, List<Member>> members = new HashMap<>();
  private final List<Pool> roots = new ArrayList<>();
  private final List<Member> loose = new ArrayList<>();
  private final int count;

  private Pools(List<Pool> all, List<Member> vms) {
    Map<PoolId, Pool> known = new HashMap<>();
    all.forEach(pool -> known.put(pool.key(), pool));
    for (Pool pool : all.stream().sorted(Comparator.comparing(Pool::key)).toList()) {
      PoolId above = pool.above().filter(known::containsKey).orElse(null);
      List<Pool> siblings =
          above == null ? roots : pools.computeIfAbsent(above, _ -> new ArrayList<>());
      siblings.add(pool);
      requireEnd(pool, known);
    }
    for (Member vm : vms.stream().sorted(Comparator.comparing(Member::vm)).toList()) {
      List<Member> siblings =
          vm.pool() == null || !known.containsKey(vm.pool())
              ? loose
              : members.computeIfAbsent(vm.pool(), _ -> new ArrayList<>());
      siblings.add(vm);
    }
    count = vms.size();
  }

  private static void requireEnd(Pool pool, Map<PoolId, Pool> known) {
    Set<PoolId> seen = new HashSet<>();
    for (Pool at = pool; at != null; at = at.above().map(known::get).orElse(null)) {
      if (!seen.add(at.key())) {
        throw new IllegalArgumentException("pool " + at.key() + " is a part of itself");
      }
    }
  }

  /**
   * A VM as its pool sees it.
   *
   * @param pool null if it is in none
   * @param wantedCores what it would use, in cores, 0 or more
   */
  public record Member(
      VmId vm,
      @Nullable PoolId pool,
      Share cpu,
      Share memory,
      double wantedCores,
      DataSize wantedMemory) {
    public Member {
      Figures.amount("wantedCores", wantedCores);
    }
  }

  /**
   * What each VM has a right to, by id.
   *
   * @param all pools of one cluster; one whose parent is not among them is at the top
   * @throws IllegalArgumentException if a pool is a part of itself
   */
  public static Map<VmId, Entitlement> entitlements(List<Pool> all, List<Member> vms) {
    Pools tree = new Pools(all, vms);
    Resource cpu =
        new Resource(Pool::cpu, Member::cpu, Member::wantedCores, HUNDREDTH, new TreeMap<>());
    Resource memory =
        new Resource(
            Pool::memory,
            Member::memory,
            vm -> (double) vm.wantedMemory().bytes(),
            1,
            new TreeMap<>());
    tree.divide(cpu);
    tree.divide(memory);
    Map<VmId, Entitlement> result = new TreeMap<>();
    for (Member vm : vms) {
      Right right = cpu.rights().getOrDefault(vm.vm(), Right.NONE);
      double bytes = memory.rights().getOrDefault(vm.vm(), Right.NONE).reserved();
      result.put(
          vm.vm(),
          new Entitlement(
              right.reserved(),
              right.limit(),
              right.weight(),
              DataSize.ofBytes(Math.round(Math.min(bytes, (double) vm.wantedMemory().bytes())))));
    }
    return result;
  }

  private void divide(Resource resource) {
    List<Node> top = new ArrayList<>();
    roots.forEach(pool -> top.add(node(pool, resource)));
    loose.forEach(vm -> top.add(node(vm, resource)));
    double reserved = top.stream().mapToDouble(Node::reserved).sum();
    // So that a VM has a weight of one where all have the same.
    hand(top, new Right(reserved, Double.POSITIVE_INFINITY, Math.max(1, count)), resource);
  }

  private Node node(Member vm, Resource resource) {
    Share share = resource.ofVm().apply(vm);
    double limit = resource.limit(share);
    double wanted = Math.min(limit, resource.wanted(vm));
    double reserved = share.reservation() * resource.unit();
    return new Node(vm.vm(), List.of(), reserved, limit, share.weight(), wanted);
  }

  private Node node(Pool pool, Resource resource) {
    List<Node> children = new ArrayList<>();
    pools.getOrDefault(pool.key(), List.of()).forEach(each -> children.add(node(each, resource)));
    members.getOrDefault(pool.key(), List.of()).forEach(each -> children.add(node(each, resource)));
    Share share = resource.ofPool().apply(pool);
    double limit = resource.limit(share);
    double below = children.stream().mapToDouble(Node::reserved).sum();
    double reserved = Math.min(limit, Math.max(share.reservation() * resource.unit(), below));
    double wanted = Math.min(limit, children.stream().mapToDouble(Node::wanted).sum());
    return new Node(null, children, reserved, limit, share.weight(), wanted);
  }

  private static void hand(List<Node> nodes, Right right, Resource resource) {
    int size = nodes.size();
    double[] weights = nodes.stream().mapToDouble(Node::weight).toArray();
    double[] own = nodes.stream().mapToDouble(Node::reserved).toArray();
    double[] more =
        nodes.stream().mapToDouble(n -> Math.max(0, n.wanted() - n.reserved())).toArray();
    double[] wanted = nodes.stream().mapToDouble(Node::wanted).toArray();
    double sum = 0;
    double weight = 0;
    double want = 0;
    for (int i = 0; i < size; i++) {
      sum += own[i];
      weight += weights[i];
      want += wanted[i];
    }
    double scale = sum > right.reserved() ? right.reserved() / sum : 1;
    double[] surplus = Division.of(Math.max(0, right.reserved() - sum), weights, more);
    double[] limits = want > right.limit() ? limits(nodes, right.limit(), weights) : null;
    for (int i = 0; i < size; i++) {
      Node node = nodes.get(i);
      double limit = limits == null ? node.limit() : Math.min(node.limit(), limits[i]);
      double reserved = Math.min(limit, own[i] * scale + surplus[i]);
      Right part = new Right(reserved, limit, right.weight() * weights[i] / weight);
      if (node.vm() == null) {
        hand(node.children(), part, resource);
      } else {
        resource.rights().put(node.vm(), part);
      }
    }
  }

  /**
   * A limit divided among those that want more than it: first to each what is reserved for it, as
   * far as it wants that.
   */
  private static double[] limits(List<Node> nodes, double limit, double[] weights) {
    double[] base = nodes.stream().mapToDouble(n -> Math.min(n.reserved(), n.wanted())).toArray();
    double[] more =
        nodes.stream().mapToDouble(n -> Math.max(0, n.wanted() - n.reserved())).toArray();
    double[] limits = Division.of(Math.max(0, limit - Arrays.stream(base).sum()), weights, more);
    for (int i = 0; i < limits.length; i++) {
      limits[i] = Math.max(nodes.get(i).reserved(), base[i] + limits[i]);
    }
    return limits;
  }

  /** One resource: where its figures are, and what came out. */
  private record Resource(
      Function<Pool, Share> ofPool,
      Function<Member, Share> ofVm,
      ToDoubleFunction<Member> wantedOf,
      double unit,
      Map<VmId, Right> rights) {
    double wanted(Member vm) {
      return wantedOf.applyAsDouble(vm);
    }

    double limit(Share share) {
      Long limit = share.limit();
      return limit == null ? Double.POSITIVE_INFINITY : limit * unit;
    }
  }

  /** What somebody was given. */
  private record Right(double reserved, double limit, double weight) {
    static final Right NONE = new Right(0, Double.POSITIVE_INFINITY, 1);
  }

  /** A pool or a VM, with what it asks for. */
  private record Node(
      @Nullable VmId vm,
      List<Node> children,
      double reserved,
      double limit,
      double weight,
      double wanted) {}
}
