package io.godwit.planner.cluster;

import static io.godwit.planner.cluster.Clusters.host;
import static io.godwit.planner.cluster.Clusters.vm;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.godwit.planner.cluster.Clusters.Shape;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ClusterSnapshotTest {
  @Test
  void equalFactsMakeEqualDigestsInWhateverOrderTheyCome() {
    ClusterSnapshot one =
        new Clusters().with(host("a"), host("b")).with(vm("v", "a", 1), vm("w", "b", 1)).snapshot();
    ClusterSnapshot two =
        new Clusters().with(host("b"), host("a")).with(vm("w", "b", 1), vm("v", "a", 1)).snapshot();

    assertThat(one).isEqualTo(two);
    assertThat(Digest.of(one, "x")).isEqualTo(Digest.of(two, "x")).hasSize(64);
    assertThat(Digest.of(one, "y")).isNotEqualTo(Digest.of(two, "x"));
  }

  @Test
  void everyFigureIsInTheDigest() {
    ClusterSnapshot snapshot = Clusters.random(7, new Shape(3, 6, 2, false));
    String digest = Digest.of(snapshot, "");

    assertThat(digest)
        .isNotEqualTo(Digest.of(snapshot.mapVms(it -> it.wanting(Demand.steady(0.25))), ""))
        .isNotEqualTo(Digest.of(snapshot.mapHosts(it -> it.in(Condition.CLOSED)), ""))
        .isNotEqualTo(Digest.of(snapshot.under(List.of()), ""))
        .isNotEqualTo(Digest.of(snapshot.when(Clusters.NOON.plusNanos(1)), ""));
  }

  @Test
  void whatDoesNotFitTogetherIsRefused() {
    assertThatThrownBy(() -> new Clusters().with(vm("v", "nowhere", 1)).snapshot())
        .hasMessageContaining("no host here");
    assertThatThrownBy(() -> new Clusters().with(host("a"), host("a")).snapshot())
        .hasMessageContaining("twice");
    assertThatThrownBy(() -> host("a", 0, 1)).hasMessageContaining("1 or more");
    assertThatThrownBy(() -> Demand.steady(Double.NaN)).hasMessageContaining("finite");
    assertThatThrownBy(() -> Demand.steady(-1)).hasMessageContaining("0 or more");
  }

  @Test
  void aPowerCurveIsReadOnTheStraightLineBetweenItsPoints() {
    PowerCurve curve =
        new PowerCurve(
            List.of(100.0, 110.0, 120.0, 130.0, 140.0, 150.0, 160.0, 170.0, 180.0, 190.0, 200.0));

    assertThat(curve.at(0)).isEqualTo(100);
    assertThat(curve.at(0.55)).isEqualTo(155);
    assertThat(curve.at(1.5)).isEqualTo(200);
    assertThatThrownBy(() -> new PowerCurve(Collections.nCopies(10, 1.0)))
        .hasMessageContaining("eleven");
  }
}
