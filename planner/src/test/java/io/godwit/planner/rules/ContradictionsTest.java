package io.godwit.planner.rules;

import static io.godwit.planner.cluster.Clusters.apart;
import static io.godwit.planner.cluster.Clusters.avoid;
import static io.godwit.planner.cluster.Clusters.host;
import static io.godwit.planner.cluster.Clusters.runOn;
import static io.godwit.planner.cluster.Clusters.together;
import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.model.catalog.Rule.Strength;
import io.godwit.planner.cluster.ClusterSnapshot;
import io.godwit.planner.cluster.Clusters;
import io.godwit.planner.cluster.Clusters.Shape;
import io.godwit.planner.cluster.PlacementRule;
import io.godwit.planner.rules.Possibility.Site;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ContradictionsTest {
  private static final List<Site> HOSTS = Site.of(List.of(host("a"), host("b"), host("c")));

  @Test
  void togetherAndApartCannotBothBe() {
    PlacementRule together = together("together", "u", "v");
    PlacementRule apart = apart("apart", "u", "v", "w");
    PlacementRule other = apart("other", "x", "y");

    assertThat(Contradictions.of(apart, List.of(other, together), HOSTS))
        .containsExactly(together, apart);
  }

  @Test
  void aChainOfGroupsIsFollowed() {
    PlacementRule one = together("one", "u", "v");
    PlacementRule two = together("two", "v", "w");
    PlacementRule here = runOn("here", List.of("u"), List.of("a"));
    PlacementRule there = runOn("there", List.of("w"), List.of("b", "c"));
    PlacementRule spare = avoid("spare", List.of("x"), List.of("a"));

    assertThat(Contradictions.of(List.of(spare, one, two, here, there), HOSTS))
        .containsExactly(one, two, here, there);
  }

  @Test
  void moreThatStayApartThanThereAreHosts() {
    PlacementRule four = apart("four", "u", "v", "w", "x");

    assertThat(Contradictions.of(List.of(four), HOSTS)).containsExactly(four);
    assertThat(Contradictions.describe(List.of(four))).isEqualTo("four cannot be kept");
  }

  @Test
  void threeThatStayApartOnTwoHosts() {
    PlacementRule apart = apart("apart", "u", "v", "w");
    PlacementRule two = runOn("two", List.of("u", "v", "w"), List.of("a", "b"));

    assertThat(Contradictions.of(two, List.of(apart), HOSTS)).containsExactly(apart, two);
    assertThat(
            Contradictions.of(
                runOn("two", List.of("u", "v"), List.of("a", "b")), List.of(apart), HOSTS))
        .isEmpty();
  }

  @Test
  void aHostThatMayHaveFewerThanMustBeThere() {
    PlacementRule must = runOn("must", List.of("u", "v"), List.of("a"));
    PlacementRule few =
        new PlacementRule.MostVms("few", Strength.MUST, List.of(Clusters.hostId("a")), 1);

    assertThat(Contradictions.of(few, List.of(must), HOSTS)).containsExactly(must, few);
  }

  @Test
  void whatShouldBeContradictsNothing() {
    PlacementRule should =
        new PlacementRule.KeepApart("should", Strength.SHOULD, Clusters.vmIds("u", "v"));

    assertThat(Contradictions.of(should, List.of(together("must", "u", "v")), HOSTS)).isEmpty();
  }

  @Test
  void noneOfTheRulesThatAreNamedCanBeLeftOut() {
    int found = 0;
    for (int seed = 0; seed < 400; seed++) {
      ClusterSnapshot snapshot = Clusters.random(seed, new Shape(3, 6, 8, false));
      List<Site> sites = Site.of(snapshot.hosts());
      List<PlacementRule> conflict = Contradictions.of(snapshot.rules(), sites);
      for (PlacementRule each : conflict) {
        List<PlacementRule> others = new ArrayList<>(conflict);
        others.remove(each);
        assertThat(Contradictions.of(others, sites)).as("seed %d without %s", seed, each).isEmpty();
      }
      found += conflict.isEmpty() ? 0 : 1;
    }
    assertThat(found).as("clusters with a contradiction").isGreaterThan(20);
  }
}
