package io.godwit.agent.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.agent.HostFixture;
import io.godwit.agent.network.Forwarding.Entry;
import io.godwit.model.host.NetworkName;
import io.godwit.model.vm.MacAddress;
import io.godwit.protocol.agent.Overlay;
import io.godwit.protocol.agent.Station;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class ForwardingTest {
  private static final String OWN = "10.0.0.1";
  private static final String OTHER = "10.0.0.2";
  private static final String THIRD = "10.0.0.3";
  private static final String MAC = "52:54:00:00:00:07";
  private static final String TAP = Taps.name(HostFixture.VM, 0);
  private static final OverlayDevice DEVICE = new OverlayDevice(7, OWN, 1450);
  private static final Forwarding FORWARDING = new Forwarding(DEVICE);

  private static Overlay overlay(Overlay.Others others, Station... stations) {
    return new Overlay(
        new NetworkName("apps"), 7, 1500, List.of(OWN, OTHER), List.of(stations), others);
  }

  private static Station at(String end) {
    return new Station(new MacAddress(MAC), HostFixture.VM, 0, end);
  }

  @Test
  void everybodyGoesToEachOtherMemberAndAHostToItself() {
    assertThat(FORWARDING.wanted(overlay(Overlay.Others.GO)))
        .containsExactlyInAnyOrder(
            new Entry.Outward(Forwarding.EVERYBODY, OTHER),
            new Entry.Outward("02:47:0a:00:00:02", OTHER),
            new Entry.Inside("02:47:0a:00:00:02"));
  }

  @Test
  void whatIsThereIsNotSetAgain() {
    Overlay overlay = overlay(Overlay.Others.GO, at(OTHER));
    Forwarding.Lines lines = FORWARDING.all(overlay, FORWARDING.wanted(overlay), Set.of());
    assertThat(lines.first()).isEmpty();
    assertThat(lines.last()).isEmpty();
  }

  @Test
  void aCardThatHasMovedIsReplacedAndNeverMissing() {
    Set<Entry> before = FORWARDING.wanted(overlay(Overlay.Others.GO, at(THIRD)));
    Forwarding.Lines lines =
        FORWARDING.all(overlay(Overlay.Others.GO, at(OTHER)), before, Set.of());
    assertThat(lines.first())
        .containsExactly("fdb replace " + MAC + " dev ovvx7 dst " + OTHER + " self permanent");
    assertThat(lines.last()).isEmpty();
  }

  @Test
  void whatIsNotNamedGoesOnlyIfThatIsAllThereIs() {
    Set<Entry> before = FORWARDING.wanted(overlay(Overlay.Others.GO, at(OTHER)));
    assertThat(FORWARDING.all(overlay(Overlay.Others.STAY), before, Set.of()).last()).isEmpty();
    assertThat(FORWARDING.all(overlay(Overlay.Others.GO), before, Set.of()).last())
        .containsExactlyInAnyOrder(
            "fdb del " + MAC + " dev ovvx7 self", "fdb del " + MAC + " dev ovvx7 master");
  }

  @Test
  void aMemberThatHasLeftGetsNoBroadcastAnyMore() {
    Set<Entry> before = Set.of(new Entry.Outward(Forwarding.EVERYBODY, THIRD));
    assertThat(FORWARDING.all(overlay(Overlay.Others.GO), before, Set.of()).last())
        .containsExactly("fdb del 00:00:00:00:00:00 dev ovvx7 dst 10.0.0.3 self");
  }

  @Test
  void aCardThatArrivesIsBehindItsTapBeforeItIsForgottenElsewhere() {
    Forwarding.Lines lines = FORWARDING.moved(List.of(at(OWN)));
    assertThat(lines.first()).isEmpty();
    assertThat(lines.last())
        .containsExactly(
            "fdb replace " + MAC + " dev " + TAP + " master static",
            "fdb del " + MAC + " dev ovvx7 self",
            "fdb del " + MAC + " dev ovvx7 master");
  }

  @Test
  void aCardThatLeavesIsReachedThroughTheTunnel() {
    assertThat(FORWARDING.moved(List.of(at(OTHER))).first())
        .containsExactly(
            "fdb replace " + MAC + " dev ovvx7 dst " + OTHER + " self permanent",
            "fdb replace " + MAC + " dev ovvx7 master static");
  }

  @Test
  void theDevicesNeitherLearnNorFlood() {
    List<String> lines = DEVICE.made(Set.of());
    assertThat(lines)
        .anyMatch(
            line -> line.contains("type vxlan id 7 local 10.0.0.1") && line.endsWith("nolearning"))
        .contains("link set dev ovvx7 type bridge_slave learning off flood off");
    assertThat(DEVICE.made(Set.of("ovbr7", "ovvx7"))).noneMatch(line -> line.contains("link add"));
    assertThat(DEVICE.joined(TAP)).last().asString().endsWith("learning off flood off");
  }

  @Test
  void guestsHaveWhatTheTunnelLeaves() {
    Overlay overlay = overlay(Overlay.Others.GO);
    assertThat(OverlayDevice.of(overlay, OWN).mtu()).isEqualTo(1450);
    assertThat(OverlayDevice.of(overlay, "fd00::1").mtu()).isEqualTo(1430);
  }
}
