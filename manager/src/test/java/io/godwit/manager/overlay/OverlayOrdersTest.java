package io.godwit.manager.overlay;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.model.host.NetworkName;
import io.godwit.model.vm.MacAddress;
import io.godwit.model.vm.VmId;
import io.godwit.protocol.agent.Order;
import io.godwit.protocol.agent.Overlay;
import io.godwit.protocol.agent.Station;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class OverlayOrdersTest {
  private static final NetworkName APPS = new NetworkName("apps");
  private static final Station ONE = station(1, "10.0.0.1");
  private static final Station TWO = station(2, "10.0.0.2");

  private static Station station(int number, String end) {
    return new Station(MacAddress.ofTail(number), new VmId(new UUID(0, number)), 0, end);
  }

  private static Overlay overlay(List<String> ends, Station... stations) {
    return new Overlay(APPS, 7, 1500, ends, List.of(stations), Overlay.Others.GO);
  }

  private static Overlay two(Station... stations) {
    return overlay(List.of("10.0.0.1", "10.0.0.2"), stations);
  }

  @Test
  void whoeverIsNotKnownIsToldAll() {
    List<Overlay> wanted = List.of(two(ONE));
    assertThat(OverlayOrders.between(null, wanted)).containsExactly(new Order.KeepOverlays(wanted));
  }

  @Test
  void anotherMemberIsToldWithAll() {
    List<Overlay> wanted = List.of(two(ONE));
    assertThat(OverlayOrders.between(List.of(overlay(List.of("10.0.0.1"), ONE)), wanted))
        .containsExactly(new Order.KeepOverlays(wanted));
  }

  @Test
  void aSwitchoverIsOneSmallOrder() {
    Station moved = station(2, "10.0.0.1");
    assertThat(OverlayOrders.between(List.of(two(ONE, TWO)), List.of(two(ONE, moved))))
        .containsExactly(new Order.ChangeOverlay(APPS, List.of(moved), List.of()));
  }

  @Test
  void aCardThatIsGoneIsSaidToBe() {
    assertThat(OverlayOrders.between(List.of(two(ONE, TWO)), List.of(two(ONE))))
        .containsExactly(new Order.ChangeOverlay(APPS, List.of(), List.of(TWO.mac())));
  }

  @Test
  void nothingIsSaidWhereNothingHasChanged() {
    assertThat(OverlayOrders.between(List.of(two(ONE)), List.of(two(ONE)))).isEmpty();
  }
}
