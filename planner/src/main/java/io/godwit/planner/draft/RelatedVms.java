package io.godwit.planner.draft;

import io.godwit.model.vm.VmId;
import io.godwit.planner.cluster.PlacementRule;
import io.godwit.planner.layout.Layout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/** Which VMs stand in each other's way: by rules that forbid a place while another is there. */
final class RelatedVms {
  /** Where the two must not be together. */
  enum Scope {
    HOST,
    DOMAIN
  }

  private record Relation(BitSet vms, Scope scope) {}

  private final Layout layout;
  private final List<List<Relation>> ofVm = new ArrayList<>();
  private final int[] mostVms;

  RelatedVms(Layout layout) {
    this.layout = layout;
    mostVms = new int[layout.hosts()];
    Arrays.fill(mostVms, Integer.MAX_VALUE);
    for (int vm = 0; vm < layout.vms(); vm++) {
      ofVm.add(List.of());
    }
    for (PlacementRule rule : layout.snapshot().rules()) {
      if (rule.isMust()) {
        read(rule);
      }
    }
  }

  private void read(PlacementRule rule) {
    switch (rule) {
      case PlacementRule.KeepApart it -> relate(it.vms(), Scope.HOST);
      case PlacementRule.Spread it -> relate(it.vms(), Scope.DOMAIN);
      case PlacementRule.MostVms it -> {
        for (int host = 0; host < mostVms.length; host++) {
          if (it.hosts().isEmpty() || it.hosts().contains(layout.host(host).id())) {
            mostVms[host] = Math.min(mostVms[host], it.most());
          }
        }
      }
      case PlacementRule.KeepTogether _, PlacementRule.RunOn _, PlacementRule.Avoid _ -> {}
    }
  }

  private void relate(List<VmId> vms, Scope scope) {
    BitSet set = new BitSet();
    vms.stream().flatMap(vm -> layout.findVm(vm).stream()).forEach(set::set);
    Relation relation = new Relation(set, scope);
    for (int vm = set.nextSetBit(0); vm >= 0; vm = set.nextSetBit(vm + 1)) {
      List<Relation> mine = new ArrayList<>(ofVm.get(vm));
      mine.add(relation);
      ofVm.set(vm, mine);
    }
  }

  /** Whether a VM can only come to a host after the other has left its own. */
  boolean hasToWait(int vm, int to, int other, int left) {
    for (Relation relation : ofVm.get(vm)) {
      if (relation.vms().get(other) && (to == left || sameDomain(relation.scope(), to, left))) {
        return true;
      }
    }
    return false;
  }

  /** Whether any rule may make this VM wait. */
  boolean isRelated(int vm) {
    return !ofVm.get(vm).isEmpty();
  }

  private boolean sameDomain(Scope scope, int one, int two) {
    return scope == Scope.DOMAIN
        && layout.host(one).domain().orElse("").equals(layout.host(two).domain().orElse(""));
  }

  /** How many VMs a host may have. */
  int mostVms(int host) {
    return mostVms[host];
  }
}
