package io.godwit.agent.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.godwit.agent.HostFixture;
import io.godwit.agent.platform.Commands.Outcome;
import io.godwit.agent.platform.FakeCommands;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.host.NetworkName;
import io.godwit.model.vm.MacAddress;
import io.godwit.protocol.agent.Order;
import io.godwit.protocol.agent.Overlay;
import io.godwit.protocol.agent.Station;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

final class OverlaysTest {
  private static final NetworkName APPS = new NetworkName("apps");
  private static final MacAddress MAC = MacAddress.ofTail(7);
  private static final String VXLAN =
      """
      [{"ifname":"ovvx9","linkinfo":{"info_data":{"id":9,"local":"10.0.0.1"}}},
       {"ifname":"flannel.1","linkinfo":{"info_data":{"id":1,"local":"10.0.0.1"}}}]
      """;

  private String ports = "[]";
  private final FakeCommands commands =
      new FakeCommands(command -> {
        if (command.contains("vxlan")) {
          return new Outcome(0, VXLAN);
        }
        if (command.contains("master")) {
          return new Outcome(0, ports);
        }
        return new Outcome(
            0, command.contains("bridge") && command.contains("type") ? BRIDGES : "");
      });
  private static final String BRIDGES = "[{\"ifname\":\"ovbr9\"}]";
  private final Overlays overlays = new Overlays(new TreeSet<>(Set.of(APPS)), "10.0.0.1", commands);

  private void keep(String end) throws InterruptedException {
    Station station = new Station(MAC, HostFixture.VM, 0, end);
    overlays.keep(
        new Order.KeepOverlays(
            List.of(
                new Overlay(
                    APPS,
                    7,
                    1500,
                    List.of("10.0.0.1", "10.0.0.2"),
                    List.of(station),
                    Overlay.Others.GO))));
  }

  private String said() {
    return String.join("\n", commands.inputs());
  }

  @Test
  void makesWhatIsNamedAndRemovesWhatIsNot() throws InterruptedException {
    keep("10.0.0.2");
    assertThat(said())
        .contains("link delete dev ovvx9", "link delete dev ovbr9")
        .contains("link add name ovbr7", "link add name ovvx7")
        .doesNotContain("flannel");
    assertThat(overlays.bridge(APPS)).isEqualTo("ovbr7");
  }

  @Test
  void leavesABridgeWithTapsUntilTheyAreGone() throws InterruptedException {
    ports = "[{\"ifname\":\"ovvx9\"},{\"ifname\":\"gw0\"}]";
    keep("10.0.0.2");
    assertThat(said()).doesNotContain("link delete");
    ports = "[{\"ifname\":\"ovvx9\"}]";
    overlays.left();
    assertThat(said()).contains("link delete dev ovvx9", "link delete dev ovbr9");
  }

  @Test
  void aTapOfAVmThatLivesHereIsReachedAtOnceAndOneThatOnlyComesIsNot() throws InterruptedException {
    keep("10.0.0.2");
    overlays.joined(APPS, MAC, "gw0");
    assertThat(said()).doesNotContain("dev gw0");
    keep("10.0.0.1");
    overlays.joined(APPS, MAC, "gw0");
    assertThat(commands.inputs().getLast())
        .isEqualTo("fdb replace 52:54:00:00:00:07 dev gw0 master static\n");
  }

  @Test
  void saysWhatIsMissingWhenTheManagerKnowsNoSuchOverlay() throws InterruptedException {
    overlays.keep(new Order.KeepOverlays(List.of()));
    assertThatThrownBy(() -> overlays.bridge(APPS))
        .isInstanceOfSatisfying(
            GodwitException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.NETWORK_UNKNOWN);
              assertThat(e.problem().next()).contains("network create apps");
            });
  }
}
