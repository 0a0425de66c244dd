package io.godwit.planner.rules;

import io.godwit.model.host.HostId;
import io.godwit.model.vm.VmId;
import io.godwit.planner.cluster.HostFacts;
import io.godwit.planner.cluster.PlacementRule;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Whether rules leave a place for each VM they speak of. Groups that stay together are one; each
 * has hosts that are allowed to it. VMs that stay apart, or of which only so many may be on a host
 * or in a fault domain, have to find different places: a matching tells whether they do, one rule
 * at a time.
 */
public final class Possibility {
  /**
   * A host as rules see it.
   *
   * @param domain its fault domain; the empty one if nobody has said
   */
  public record Site(HostId host, String domain) {
    /** Of each of these hosts. */
    public static List<Site> of(Collection<HostFacts> hosts) {
      return hosts.stream().map(host -> new Site(host.id(), host.domain().orElse(""))).toList();
    }
  }

  private final Collection<PlacementRule> rules;
  private final Map<HostId, String> domains = new TreeMap<>();
  private final Map<VmId, VmId> leader = new HashMap<>();

  /** Room for one on each host. */
  private final Map<String, Integer> oneEach = new HashMap<>();

  private final Set<String> domainNames = new TreeSet<>();

  /** Hosts that are not closed to everybody. */
  private final Set<HostId> open = new TreeSet<>();

  /** Of those of whom it is another set than {@link #open}. */
  private final Map<VmId, Set<HostId>> allowed = new HashMap<>();

  private Possibility(Collection<PlacementRule> rules, Collection<Site> hosts) {
    this.rules = rules;
    for (Site site : hosts) {
      domains.put(site.host(), site.domain());
      oneEach.put(site.host().value(), 1);
      domainNames.add(site.domain());
    }
    open.addAll(domains.keySet());
    for (PlacementRule rule : rules) {
      if (rule instanceof PlacementRule.MostVms it && it.most() == 0) {
        open.removeAll(meant(it));
      }
    }
  }

  /**
   * Whether nothing speaks against it.
   *
   * @param rules all taken as MUST
   */
  static boolean exists(Collection<PlacementRule> rules, Collection<Site> hosts) {
    return new Possibility(rules, hosts).exists();
  }

  private boolean exists() {
    for (PlacementRule rule : rules) {
      if (rule instanceof PlacementRule.KeepTogether it) {
        it.vms().forEach(vm -> leader.put(leaderOf(vm), leaderOf(it.vms().getFirst())));
      }
    }
    for (PlacementRule rule : rules) {
      switch (rule) {
        case PlacementRule.RunOn it -> {
          Set<HostId> hosts = new HashSet<>(it.hosts());
          it.vms().forEach(vm -> restricted(vm).retainAll(hosts));
        }
        case PlacementRule.Avoid it ->
            it.vms().forEach(vm -> it.hosts().forEach(restricted(vm)::remove));
        case PlacementRule.KeepTogether _,
            PlacementRule.KeepApart _,
            PlacementRule.Spread _,
            PlacementRule.MostVms _ -> {}
      }
    }
    boolean nobody = rules.stream().allMatch(rule -> Contradictions.vms(rule).isEmpty());
    return (nobody || !open.isEmpty())
        && allowed.values().stream().noneMatch(Set::isEmpty)
        && rules.stream().allMatch(this::findsPlaces);
  }

  private VmId leaderOf(VmId vm) {
    VmId at = vm;
    for (VmId next = leader.get(at); next != null && !next.equals(at); next = leader.get(at)) {
      at = next;
    }
    return at;
  }

  private Set<HostId> allowedTo(VmId vm) {
    return allowed.getOrDefault(leaderOf(vm), open);
  }

  private Set<HostId> restricted(VmId vm) {
    return allowed.computeIfAbsent(leaderOf(vm), _ -> new TreeSet<>(open));
  }

  private Set<HostId> meant(PlacementRule.MostVms rule) {
    return rule.hosts().isEmpty() ? domains.keySet() : new TreeSet<>(rule.hosts());
  }

  private boolean findsPlaces(PlacementRule rule) {
    return switch (rule) {
      case PlacementRule.KeepTogether _, PlacementRule.RunOn _, PlacementRule.Avoid _ -> true;
      case PlacementRule.KeepApart it -> {
        Map<VmId, Integer> sizes = groups(it.vms());
        yield sizes.values().stream().allMatch(size -> size == 1)
            && match(sizes, oneEach, HostId::value);
      }
      case PlacementRule.Spread it -> {
        Map<String, Integer> room = new TreeMap<>();
        domainNames.forEach(domain -> room.put(domain, it.most()));
        Map<VmId, Integer> sizes = groups(it.vms());
        yield sizes.values().stream().allMatch(size -> size <= it.most())
            && match(sizes, room, host -> domains.getOrDefault(host, ""));
      }
      case PlacementRule.MostVms it -> {
        Set<HostId> meant = meant(it);
        Map<VmId, Integer> sizes = groups(named());
        // Only those that can be nowhere else need the places of these hosts.
        boolean all = meant.containsAll(open);
        sizes
            .keySet()
            .removeIf(vm -> {
              Set<HostId> own = allowed.get(vm);
              return own == null ? !all : !meant.containsAll(own);
            });
        Map<String, Integer> room = new TreeMap<>();
        meant.forEach(host -> room.put(host.value(), it.most()));
        yield sizes.values().stream().allMatch(size -> size <= it.most())
            && match(sizes, room, HostId::value);
      }
    };
  }

  private List<VmId> named() {
    Set<VmId> named = new TreeSet<>();
    rules.forEach(rule -> named.addAll(Contradictions.vms(rule)));
    return List.copyOf(named);
  }

  /** How many of some VMs are in each group. */
  private Map<VmId, Integer> groups(List<VmId> vms) {
    Map<VmId, Integer> sizes = new LinkedHashMap<>();
    vms.forEach(vm -> sizes.merge(leaderOf(vm), 1, Integer::sum));
    return sizes;
  }

  /** Gives each VM a place, moving others on where that helps; groups count as one of them. */
  private boolean match(
      Map<VmId, Integer> sizes, Map<String, Integer> room, Function<HostId, String> placeOf) {
    Map<String, List<VmId>> taken = new HashMap<>();
    for (VmId vm : sizes.keySet()) {
      if (!settle(vm, room, placeOf, taken, new HashSet<>())) {
        return false;
      }
    }
    return true;
  }

  private boolean settle(
      VmId vm,
      Map<String, Integer> room,
      Function<HostId, String> placeOf,
      Map<String, List<VmId>> taken,
      Set<String> seen) {
    for (HostId host : allowedTo(vm)) {
      String place = placeOf.apply(host);
      if (room.containsKey(place) && seen.add(place)) {
        List<VmId> there = taken.computeIfAbsent(place, _ -> new ArrayList<>());
        if (there.size() < room.getOrDefault(place, 0)) {
          there.add(vm);
          return true;
        }
        for (VmId other : List.copyOf(there)) {
          if (settle(other, room, placeOf, taken, seen)) {
            there.remove(other);
            there.add(vm);
            return true;
          }
        }
      }
    }
    return false;
  }
}
