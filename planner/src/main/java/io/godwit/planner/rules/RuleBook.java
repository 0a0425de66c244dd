package io.godwit.planner.rules;

import io.godwit.model.host.HostId;
import io.godwit.model.vm.VmId;
import io.godwit.planner.cluster.PlacementRule;
import io.godwit.planner.layout.Layout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.IntToDoubleFunction;

/** The rules of a cluster over its layout: what they admit now. */
public final class RuleBook {
  private static final int[] NONE = {};

  private final Layout layout;
  private final List<Keeper> keepers = new ArrayList<>();
  private final int[][] must;
  private final int[][] should;
  private final int[][] groups;
  private final BitSet relaxed = new BitSet();

  /** Of the rules of the layout's snapshot. */
  public RuleBook(Layout layout) {
    this.layout = layout;
    Map<Integer, List<Integer>> strict = new HashMap<>();
    Map<Integer, List<Integer>> loose = new HashMap<>();
    List<Integer> ofAllStrict = new ArrayList<>();
    List<Integer> ofAllLoose = new ArrayList<>();
    for (PlacementRule rule : layout.snapshot().rules()) {
      int number = keepers.size();
      Keeper keeper = keeper(rule);
      keepers.add(keeper);
      if (keeper instanceof Keeper.Few) {
        (rule.isMust() ? ofAllStrict : ofAllLoose).add(number);
      }
      for (int vm : keeper.vms) {
        (rule.isMust() ? strict : loose).computeIfAbsent(vm, _ -> new ArrayList<>()).add(number);
      }
    }
    must = arrays(layout.vms(), strict, ofAllStrict);
    should = arrays(layout.vms(), loose, ofAllLoose);
    groups = groups();
  }

  private static int[][] arrays(int size, Map<Integer, List<Integer>> lists, List<Integer> ofAll) {
    int[] shared = ofAll.stream().mapToInt(Integer::intValue).toArray();
    int[][] arrays = new int[size][];
    Arrays.fill(arrays, shared);
    lists.forEach((vm, own) -> {
      own.addAll(ofAll);
      arrays[vm] = own.stream().mapToInt(Integer::intValue).toArray();
    });
    return arrays;
  }

  private Keeper keeper(PlacementRule rule) {
    return switch (rule) {
      case PlacementRule.KeepTogether it -> new Keeper.Together(layout, it, numbers(it.vms()));
      case PlacementRule.KeepApart it -> new Keeper.Apart(layout, it, numbers(it.vms()));
      case PlacementRule.RunOn it ->
          new Keeper.Within(layout, it, numbers(it.vms()), set(it.hosts()));
      case PlacementRule.Avoid it -> {
        BitSet others = set(it.hosts());
        others.flip(0, layout.hosts());
        yield new Keeper.Within(layout, it, numbers(it.vms()), others);
      }
      case PlacementRule.Spread it ->
          new Keeper.AtMost(layout, it, numbers(it.vms()), domains(), it.most());
      case PlacementRule.MostVms it -> {
        BitSet some = set(it.hosts());
        if (it.hosts().isEmpty()) {
          some.set(0, layout.hosts());
        }
        yield new Keeper.Few(layout, it, some, it.most());
      }
    };
  }

  private int[] numbers(List<VmId> vms) {
    return vms.stream().flatMap(vm -> layout.findVm(vm).stream()).mapToInt(i -> i).toArray();
  }

  private BitSet set(List<HostId> hosts) {
    BitSet set = new BitSet();
    hosts.stream().flatMap(host -> layout.findHost(host).stream()).forEach(set::set);
    return set;
  }

  private int[] domains() {
    Map<String, Integer> names = new HashMap<>();
    int[] domains = new int[layout.hosts()];
    for (int host = 0; host < domains.length; host++) {
      domains[host] =
          names.computeIfAbsent(layout.host(host).domain().orElse(""), _ -> names.size());
    }
    return domains;
  }

  private int[][] groups() {
    int[][] found = new int[layout.vms()][];
    for (Keeper keeper : keepers) {
      if (keeper instanceof Keeper.Together && keeper.rule.isMust()) {
        TreeSet<Integer> all = new TreeSet<>();
        for (int vm : keeper.vms) {
          all.add(vm);
          Arrays.stream(found[vm] == null ? NONE : found[vm]).forEach(all::add);
        }
        int[] group = all.stream().mapToInt(Integer::intValue).toArray();
        for (int vm : group) {
          found[vm] = group;
        }
      }
    }
    return found;
  }

  /** The VMs that have to be where this one is, itself included, by number. */
  public int[] group(int vm) {
    int[] group = groups[vm];
    return group == null ? new int[] {vm} : group.clone();
  }

  /** Whether it may be moved alone. */
  public boolean isAlone(int vm) {
    return groups[vm] == null || groups[vm].length == 1;
  }

  /** Whether no MUST rule is against the VM on that host, all others being where they are. */
  public boolean admits(int vm, int host) {
    for (int number : must[vm]) {
      if (!relaxed.get(number) && !keepers.get(number).admits(vm, host)) {
        return false;
      }
    }
    return true;
  }

  /** The first MUST rule against the VM on that host; empty if there is none. */
  public Optional<PlacementRule> refusal(int vm, int host) {
    for (int number : must[vm]) {
      if (!relaxed.get(number) && !keepers.get(number).admits(vm, host)) {
        return Optional.of(keepers.get(number).rule);
      }
    }
    return Optional.empty();
  }

  /** All rules of a strength against the VM on that host. */
  public List<PlacementRule> against(int vm, int host, boolean strict) {
    List<PlacementRule> all = new ArrayList<>();
    for (int number : strict ? must[vm] : should[vm]) {
      if (!relaxed.get(number) && !keepers.get(number).admits(vm, host)) {
        all.add(keepers.get(number).rule);
      }
    }
    return all;
  }

  /** How many SHOULD rules would not be kept with the VM on that host. */
  public int unkept(int vm, int host) {
    int count = 0;
    for (int number : should[vm]) {
      count += keepers.get(number).admits(vm, host) ? 0 : 1;
    }
    return count;
  }

  /** Whether any rule speaks of this VM. */
  public boolean isBound(int vm) {
    return must[vm].length + should[vm].length > 0;
  }

  /** VMs that break a rule where they are. */
  public record Breach(PlacementRule rule, List<Integer> offenders) {}

  /**
   * MUST rules that are not kept, and the fewest VMs that would have to be elsewhere.
   *
   * @param stay how much is in the way of moving a VM: who has least is chosen
   */
  public List<Breach> breaches(IntToDoubleFunction stay) {
    List<Breach> breaches = new ArrayList<>();
    for (int number = 0; number < keepers.size(); number++) {
      Keeper keeper = keepers.get(number);
      if (keeper.rule.isMust() && !relaxed.get(number)) {
        List<Integer> offenders = keeper.offenders(stay);
        if (!offenders.isEmpty()) {
          breaches.add(new Breach(keeper.rule, offenders));
        }
      }
    }
    return breaches;
  }

  /** Passes a rule over until it is taken up again; to find out what would help. */
  public void relax(PlacementRule rule, boolean whether) {
    for (int number = 0; number < keepers.size(); number++) {
      if (keepers.get(number).rule.equals(rule)) {
        relaxed.set(number, whether);
      }
    }
  }
}
