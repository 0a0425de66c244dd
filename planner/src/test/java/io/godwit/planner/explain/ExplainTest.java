package io.godwit.planner.explain;

import static io.godwit.planner.cluster.Clusters.apart;
import static io.godwit.planner.cluster.Clusters.host;
import static io.godwit.planner.cluster.Clusters.hostId;
import static io.godwit.planner.cluster.Clusters.vm;
import static io.godwit.planner.cluster.Clusters.vmId;
import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.model.catalog.Automation;
import io.godwit.planner.balance.Policy;
import io.godwit.planner.cluster.Clusters;
import io.godwit.planner.cluster.Condition;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ExplainTest {
  private final Clusters clusters =
      new Clusters()
          .with(host("a"), host("b"), host("c"), host("shut").in(Condition.CLOSED))
          .with(vm("v", "a", 2), vm("w", "b", 2), vm("x", "c", 6))
          .with(apart("apart", "v", "w"));

  @Test
  void saysWhyHereAndWhyNotElsewhere() {
    Explanation explanation = Explain.of(clusters.snapshot(), vmId("v"), Policy.DEFAULT);

    assertThat(explanation.host()).isEqualTo(hostId("a"));
    assertThat(explanation.lines().getFirst()).startsWith("v is on a: VM gets %");
    assertThat(explanation.lines())
        .anyMatch(line -> line.startsWith("not on c (VM gets %"))
        .anyMatch(line -> line.contains("1 refused by rule apart"));
  }

  @Test
  void saysWhichRuleIsInTheWayAndWhatWouldChangeIt() {
    assertThat(whyNot("v", "b"))
        .containsExactly("not on b: rule apart forbids it", "it could be without apart");
    assertThat(whyNot("v", "shut").getLast()).isEqualTo("it could be if the host were open");
    assertThat(whyNot("v", "a")).containsExactly("it is on a");
  }

  @Test
  void saysWhatAMoveWouldBring() {
    assertThat(whyNot("v", "c"))
        .anyMatch(line -> line.contains("core-seconds and costs"))
        .anyMatch(line -> line.contains("became busier"));
  }

  @Test
  void saysWhatKeepsItFromMoving() {
    clusters.with(Clusters.automation(vm("fixed", "a", 1), Automation.NEVER));

    assertThat(Explain.of(clusters.snapshot(), vmId("fixed"), Policy.DEFAULT).lines())
        .anyMatch(line -> line.contains("automation level is never"));
  }

  private List<String> whyNot(String vm, String host) {
    return Explain.whyNot(clusters.snapshot(), vmId(vm), hostId(host), Policy.DEFAULT).lines();
  }
}
