package io.godwit.planner.rules;

import io.godwit.planner.cluster.PlacementRule;
import io.godwit.planner.layout.Layout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;

/** Keeps one rule: says which places it admits, and who breaks it where VMs are now. */
abstract sealed class Keeper {
  final Layout layout;
  final PlacementRule rule;
  final int[] vms;
  final BitSet members = new BitSet();

  private Keeper(Layout layout, PlacementRule rule, int[] vms) {
    this.layout = layout;
    this.rule = rule;
    this.vms = vms;
    for (int vm : vms) {
      members.set(vm);
    }
  }

  /** Whether it is kept, as far as it goes, with the VM on that host and all others as they are. */
  abstract boolean admits(int vm, int host);

  /** VMs that would have to be elsewhere, the fewest; of several, those of the least weight. */
  abstract List<Integer> offenders(IntToDoubleFunction stay);

  static final class Together extends Keeper {
    Together(Layout layout, PlacementRule rule, int[] vms) {
      super(layout, rule, vms);
    }

    @Override
    boolean admits(int vm, int host) {
      for (int other : vms) {
        if (other != vm && layout.place(other) != Layout.NOWHERE && layout.place(other) != host) {
          return false;
        }
      }
      return true;
    }

    @Override
    List<Integer> offenders(IntToDoubleFunction stay) {
      int first = Layout.NOWHERE;
      for (int vm : vms) {
        int at = layout.place(vm);
        if (at != Layout.NOWHERE && first != Layout.NOWHERE && at != first) {
          return Arrays.stream(vms).boxed().toList();
        }
        first = first == Layout.NOWHERE ? at : first;
      }
      return List.of();
    }
  }

  static final class Apart extends Keeper {
    Apart(Layout layout, PlacementRule rule, int[] vms) {
      super(layout, rule, vms);
    }

    @Override
    boolean admits(int vm, int host) {
      for (int i = 0; i < layout.count(host); i++) {
        int other = layout.resident(host, i);
        if (other != vm && members.get(other)) {
          return false;
        }
      }
      return layout.behind(host) == 0
          || Arrays.stream(vms).noneMatch(other -> other != vm && layout.source(other) == host);
    }

    @Override
    List<Integer> offenders(IntToDoubleFunction stay) {
      Map<Integer, Integer> keeps = new HashMap<>();
      List<Integer> offenders = new ArrayList<>();
      for (int vm : vms) {
        int at = layout.place(vm);
        if (at == Layout.NOWHERE) {
          continue;
        }
        Integer there = keeps.putIfAbsent(at, vm);
        if (there != null && stay.applyAsDouble(vm) > stay.applyAsDouble(there)) {
          keeps.put(at, vm);
          offenders.add(there);
        } else if (there != null) {
          offenders.add(vm);
        }
      }
      return offenders;
    }
  }

  /** On some hosts only: for RUN_ON and AVOID. */
  static final class Within extends Keeper {
    private final BitSet allowed;

    Within(Layout layout, PlacementRule rule, int[] vms, BitSet allowed) {
      super(layout, rule, vms);
      this.allowed = allowed;
    }

    @Override
    boolean admits(int vm, int host) {
      return allowed.get(host);
    }

    @Override
    List<Integer> offenders(IntToDoubleFunction stay) {
      return Arrays.stream(vms)
          .filter(vm -> layout.place(vm) != Layout.NOWHERE && !allowed.get(layout.place(vm)))
          .boxed()
          .toList();
    }
  }

  /** At most so many of its VMs in a part of the hosts. */
  static final class AtMost extends Keeper {
    private final int[] part;
    private final int most;

    /**
     * @param part the part of each host; -1 if it is of none
     */
    AtMost(Layout layout, PlacementRule rule, int[] vms, int[] part, int most) {
      super(layout, rule, vms);
      this.part = part;
      this.most = most;
    }

    @Override
    boolean admits(int vm, int host) {
      if (part[host] < 0) {
        return true;
      }
      int there = 1;
      for (int other : vms) {
        int at = layout.place(other);
        int from = layout.source(other);
        boolean here = at != Layout.NOWHERE && part[at] == part[host];
        boolean leaves = from != Layout.NOWHERE && part[from] == part[host];
        if (other != vm && (here || leaves)) {
          there++;
        }
      }
      return there <= most;
    }

    @Override
    List<Integer> offenders(IntToDoubleFunction stay) {
      Map<Integer, List<Integer>> there = new HashMap<>();
      for (int vm : vms) {
        int at = layout.place(vm);
        if (at != Layout.NOWHERE && part[at] >= 0) {
          there.computeIfAbsent(part[at], _ -> new ArrayList<>()).add(vm);
        }
      }
      return excess(there, most, stay);
    }
  }

  /** At most so many VMs of any kind on a host. */
  static final class Few extends Keeper {
    private final BitSet hosts;
    private final int most;

    Few(Layout layout, PlacementRule rule, BitSet hosts, int most) {
      super(layout, rule, new int[0]);
      this.hosts = hosts;
      this.most = most;
    }

    @Override
    boolean admits(int vm, int host) {
      int others = layout.count(host) + layout.behind(host) - (layout.place(vm) == host ? 1 : 0);
      return !hosts.get(host) || others < most;
    }

    @Override
    List<Integer> offenders(IntToDoubleFunction stay) {
      Map<Integer, List<Integer>> there = new HashMap<>();
      for (int host = hosts.nextSetBit(0); host >= 0; host = hosts.nextSetBit(host + 1)) {
        there.put(host, Arrays.stream(layout.residents(host)).boxed().toList());
      }
      return excess(there, most, stay);
    }
  }

  private static List<Integer> excess(
      Map<Integer, List<Integer>> there, int most, IntToDoubleFunction stay) {
    List<Integer> offenders = new ArrayList<>();
    there.keySet().stream()
        .sorted()
        .map(there::get)
        .filter(vms -> vms.size() > most)
        .forEach(vms ->
            vms.stream()
                .sorted((a, b) -> {
                  int order = Double.compare(stay.applyAsDouble(a), stay.applyAsDouble(b));
                  return order != 0 ? order : Integer.compare(a, b);
                })
                .limit(vms.size() - (long) most)
                .forEach(offenders::add));
    return offenders;
  }
}
