package io.godwit.testbed.simulation.center;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.protocol.json.Json;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What must not begin is seen, whoever began it. */
final class PlansTest {
  private final Set<String> running = new TreeSet<>();
  private final Plans plans = new Plans((vm, host) -> running.contains(vm + " on " + host));

  private static JsonNode json(String text) {
    return Json.LENIENT.readTree(text.replace('\'', '"'));
  }

  private Optional<String> written(String id, String vm, String way, String plan, String state) {
    int to = way.indexOf('>');
    return plans.written(
        id,
        json(
            """
            {'vm': '%s', 'name': '%s', 'source': '%s', 'destination': '%s',
             'origin': {'correlation': '%s'}, 'state': {'type': '%s'}}
            """
                .formatted(vm, vm, way.substring(0, to), way.substring(to + 1), plan, state)));
  }

  @Test
  void nobodyIsSentToAHostInMaintenance() {
    plans.maintenance("h2", true);
    assertThat(written("1", "a", "h1>h2", "", "Queued")).isEmpty();
    assertThat(written("1", "a", "h1>h2", "", "Accepted")).get().asString().contains("maintenance");
    plans.maintenance("h2", false);
    assertThat(written("2", "a", "h1>h2", "", "Accepted")).isEmpty();
  }

  @Test
  void whoHasBegunGoesOnWhenTheHostIsToBeEmpty() {
    assertThat(written("1", "a", "h1>h2", "", "Accepted")).isEmpty();
    plans.maintenance("h2", true);
    assertThat(written("1", "a", "h1>h2", "", "Reserved")).isEmpty();
    assertThat(written("1", "a", "h1>h2", "", "Completed")).isEmpty();
  }

  @Test
  void nobodyIsSentToAHostThatGoesOff() {
    plans.power("h2", json("{'stage': 'GOING_OFF'}"));
    assertThat(written("1", "a", "h1>h2", "", "Accepted")).get().asString().contains("GOING_OFF");
    plans.power("h2", json("{'stage': 'ON'}"));
    assertThat(written("2", "a", "h1>h2", "", "Accepted")).isEmpty();
  }

  @Test
  void noPlanBringsTogetherWhoIsKeptApart() {
    plans.rule("r", json("{'kind': 'KEEP_APART', 'strength': 'MUST', 'vms': ['a', 'b']}"));
    assertThat(written("1", "a", "h1>h2", "power-default", "Accepted")).isEmpty();
    assertThat(written("2", "b", "h3>h2", "balance-default", "Accepted"))
        .get()
        .asString()
        .contains("where a must not be");
    assertThat(written("1", "a", "h1>h2", "power-default", "Completed")).isEmpty();
    running.add("a on h2");
    assertThat(written("3", "b", "h3>h2", "maintenance-h3", "Accepted")).isPresent();
    assertThat(written("4", "b", "h3>h2", "", "Accepted")).isEmpty();
  }

  @Test
  void theBalancerSendsNobodyBackWhileNothingChanges() {
    assertThat(written("1", "a", "h1>h2", "balance-default", "Accepted")).isEmpty();
    assertThat(written("2", "a", "h2>h1", "balance-default", "Accepted")).isEmpty();
    plans.steady();
    assertThat(written("3", "a", "h1>h2", "balance-default", "Accepted")).isEmpty();
    assertThat(written("4", "a", "h2>h1", "balance-default", "Accepted"))
        .get()
        .asString()
        .contains("sent back to h1");
  }
}
