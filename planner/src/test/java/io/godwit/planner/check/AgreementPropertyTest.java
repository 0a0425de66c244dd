package io.godwit.planner.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.planner.cluster.ClusterSnapshot;
import io.godwit.planner.cluster.Clusters;
import io.godwit.planner.cluster.Clusters.Shape;
import io.godwit.planner.cluster.PlacementRule;
import io.godwit.planner.layout.Layout;
import io.godwit.planner.rules.RuleBook;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What keeps rules and what checks them know nothing of each other, and agree. */
final class AgreementPropertyTest {
  private static final int SEEDS = 300;

  @Test
  void aPlaceIsRefusedExactlyIfTheCheckerWouldFindItBroken() {
    for (int seed = 0; seed < SEEDS; seed++) {
      ClusterSnapshot whole = Clusters.random(seed, new Shape(5, 12, 6, false));
      for (PlacementRule rule : whole.rules()) {
        ClusterSnapshot snapshot = whole.under(List.of(rule));
        Layout layout = new Layout(snapshot);
        RuleBook book = new RuleBook(layout);
        for (int vm = 0; vm < layout.vms(); vm++) {
          for (int host = 0; host < layout.hosts(); host++) {
            assertAgree(snapshot, book, vm, host, "seed " + seed + " " + rule);
          }
        }
      }
    }
  }

  /** The checker counts; a place is refused if the VM itself is one of those that break it. */
  private static void assertAgree(
      ClusterSnapshot snapshot, RuleBook book, int vm, int host, String replay) {
    PlacementRule rule = snapshot.rules().getFirst();
    Whereabouts without = new Whereabouts(snapshot);
    var id = snapshot.vms().get(vm).id();
    snapshot.vms().get(vm).host().ifPresent(home -> without.remove(id, home));
    int before = RuleCheck.broken(rule, without);
    without.put(id, snapshot.hosts().get(host).id());
    int after = RuleCheck.broken(rule, without);
    boolean strict = rule.isMust();
    boolean admitted = strict ? book.admits(vm, host) : book.unkept(vm, host) == 0;
    boolean grows = after > before;
    if (rule instanceof PlacementRule.KeepTogether it && it.vms().contains(id)) {
      // Where the others are apart already no place is right; the checker counts hosts.
      assertThat(!admitted || after == 0).as("%s, VM %d on host %d", replay, vm, host).isTrue();
      assertThat(admitted || after > 0).as("%s, VM %d on host %d", replay, vm, host).isTrue();
      return;
    }
    assertThat(admitted).as("%s, VM %d on host %d", replay, vm, host).isEqualTo(!grows);
    Optional<PlacementRule> refusal = book.refusal(vm, host);
    assertThat(refusal.isPresent()).as(replay).isEqualTo(strict && !admitted);
  }
}
