package io.godwit.planner.rules;

import io.godwit.model.vm.VmId;
import io.godwit.planner.cluster.PlacementRule;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Finds MUST rules that cannot be kept together, whatever room hosts have. */
public final class Contradictions {
  private Contradictions() {}

  /**
   * The smallest set of these rules that cannot be kept: without any one of them the others can.
   * Empty if no contradiction was found.
   *
   * @param hosts of the cluster, with the fault domain of each
   */
  public static List<PlacementRule> of(
      Collection<PlacementRule> rules, Collection<Possibility.Site> hosts) {
    return smallest(rules, hosts, Optional.empty());
  }

  /**
   * The smallest set of rules that a new one cannot be kept with, the new one included. Empty if no
   * contradiction was found, also if others that it has to do with contradict each other without
   * it.
   */
  public static List<PlacementRule> of(
      PlacementRule added, Collection<PlacementRule> others, Collection<Possibility.Site> hosts) {
    List<PlacementRule> related = related(added, strict(others));
    if (!Possibility.exists(related, hosts)) {
      return List.of();
    }
    List<PlacementRule> all = new ArrayList<>(related);
    all.add(added);
    return smallest(all, hosts, Optional.of(added));
  }

  /**
   * The rules that share VMs with one, directly or by way of others: no other can be in its way.
   * All of them if some rule is about every VM of a host.
   */
  private static List<PlacementRule> related(PlacementRule added, List<PlacementRule> others) {
    boolean aboutAll =
        Stream.concat(Stream.of(added), others.stream())
            .anyMatch(PlacementRule.MostVms.class::isInstance);
    if (aboutAll) {
      return others;
    }
    Set<VmId> reached = new HashSet<>(vms(added));
    Set<PlacementRule> related = Collections.newSetFromMap(new IdentityHashMap<>());
    boolean more = true;
    while (more) {
      more = false;
      for (PlacementRule each : others) {
        if (!related.contains(each) && vms(each).stream().anyMatch(reached::contains)) {
          related.add(each);
          more |= reached.addAll(vms(each));
        }
      }
    }
    return others.stream().filter(related::contains).toList();
  }

  private static List<PlacementRule> strict(Collection<PlacementRule> rules) {
    return rules.stream().filter(PlacementRule::isMust).toList();
  }

  private static List<PlacementRule> smallest(
      Collection<PlacementRule> rules,
      Collection<Possibility.Site> hosts,
      Optional<PlacementRule> kept) {
    List<PlacementRule> left = new ArrayList<>(strict(rules));
    if (Possibility.exists(left, hosts)) {
      return List.of();
    }
    // Whatever can be taken away without making the rest possible is not needed: first half of
    // them at once, at last one after the other.
    for (int size = Math.max(1, left.size() / 2); size > 0; size /= 2) {
      for (int from = 0; from < left.size(); ) {
        List<PlacementRule> some = left.subList(from, Math.min(from + size, left.size()));
        List<PlacementRule> fewer = new ArrayList<>(left.subList(0, from));
        some.stream().filter(each -> kept.filter(each::equals).isPresent()).forEach(fewer::add);
        fewer.addAll(left.subList(from + some.size(), left.size()));
        if (fewer.size() < left.size() && !Possibility.exists(fewer, hosts)) {
          left = fewer;
        } else {
          from += some.size();
        }
      }
    }
    return List.copyOf(left);
  }

  /** A sentence that names the rules. */
  public static String describe(List<PlacementRule> conflict) {
    return String.join(", ", conflict.stream().map(PlacementRule::name).toList())
        + (conflict.size() == 1 ? " cannot be kept" : " cannot be kept together");
  }

  /** VMs that a rule speaks of; none if it speaks of all. */
  static List<VmId> vms(PlacementRule rule) {
    return switch (rule) {
      case PlacementRule.KeepTogether it -> it.vms();
      case PlacementRule.KeepApart it -> it.vms();
      case PlacementRule.RunOn it -> it.vms();
      case PlacementRule.Avoid it -> it.vms();
      case PlacementRule.Spread it -> it.vms();
      case PlacementRule.MostVms _ -> List.of();
    };
  }
}
