package io.godwit.agent.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.godwit.agent.platform.Frames;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.host.HostId;
import io.godwit.model.host.NetworkName;
import io.godwit.model.migration.Blackout;
import io.godwit.model.migration.MigrationId;
import io.godwit.model.vm.Generation;
import io.godwit.model.vm.Ipv4Address;
import io.godwit.model.vm.MacAddress;
import io.godwit.model.vm.VmId;
import io.godwit.protocol.agent.Order;
import java.io.IOException;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class ProbesTest {
  private static final HostId HOST = new HostId("h3");
  private static final VmId VM = new VmId(new UUID(1, 2));
  private static final MacAddress MAC = new MacAddress("52:54:00:00:00:07");
  private static final Ipv4Address ADDRESS = new Ipv4Address("192.0.2.7");

  /** The test is over long before. */
  private static final Duration LONG = Duration.ofSeconds(30);

  private final FakeVm vm = new FakeVm();
  private final Probes probes = over(vm::open);

  @Test
  void seesHowLongAVmIsSilent() throws InterruptedException {
    begin("m1", LONG);
    awaitAsked(10);
    vm.isSilent(true);
    awaitAsked(vm.asked() + 40);
    vm.isSilent(false);

    Blackout seen = end("m1");

    assertThat(seen).isInstanceOf(Blackout.Measured.class);
    Blackout.Measured measured = (Blackout.Measured) seen;
    assertThat(measured.by()).isEqualTo(HOST);
    assertThat(measured.longest()).isBetween(Duration.ofMillis(40), LONG);
    await().until(() -> vm.open() == 0);
  }

  @Test
  void aVmThatNeverAnsweredWasNotMeasured() throws InterruptedException {
    vm.isSilent(true);
    begin("m1", LONG);
    awaitAsked(5);
    assertThat(reason(end("m1"))).contains("h3", "192.0.2.7", "never answered");
  }

  @Test
  void aSilenceThatBeganBeforeTheProbeIsNotGuessed() throws InterruptedException {
    vm.isSilent(true);
    begin("m1", LONG);
    awaitAsked(40);
    vm.isSilent(false);
    assertThat(reason(end("m1"))).contains("silent already");
  }

  @Test
  void aVmThatStaysSilentIsSaidToBe() throws InterruptedException {
    begin("m1", LONG);
    awaitAsked(10);
    vm.isSilent(true);
    awaitAsked(vm.asked() + 10);
    assertThat(reason(end("m1"))).contains("the last answer was");
  }

  @Test
  void asksNoMoreOnceTheLeaseIsOver() throws InterruptedException {
    begin("m1", Duration.ofMillis(20));
    await().until(() -> vm.asked() > 0 && vm.open() == 0);
    int asked = vm.asked();
    begin("m1", LONG);
    awaitAsked(asked + 10);
    assertThat(end("m1")).isInstanceOf(Blackout.Measured.class);
  }

  @Test
  void aHostThatMayNotAskSaysWhy() throws InterruptedException {
    Probes forbidden =
        over((device, type, filter) -> {
          throw new IOException("socket failed with error number 1");
        });
    forbidden.probe(order("m1", LONG));
    assertThat(reason(forbidden.end(endOrder("m1")))).contains("could not ask", "error number 1");
  }

  @Test
  void aProbeThatIsNotKnownIsNoFailure() throws InterruptedException {
    assertThat(reason(end("m9"))).contains("never asked");
  }

  @Test
  void refusesMoreThanItCanBear() {
    for (int i = 0; i < 64; i++) {
      begin("m1" + i, Duration.ofMillis(1));
    }
    assertThatThrownBy(() -> begin("m2", LONG))
        .isInstanceOfSatisfying(
            GodwitException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.HOST_BUSY));
    probes.close();
    await().until(() -> vm.open() == 0);
  }

  @Test
  void overhearsAnAddressAndRemembersIt() {
    vm.sends(Arp.probe(MAC, MAC, ADDRESS)); // tells nothing
    byte[] packet = new byte[60];
    System.arraycopy(Arp.probe(MAC, MAC, ADDRESS), 0, packet, 0, 12);
    packet[12] = 0x08;
    System.arraycopy(new byte[] {(byte) 192, 0, 2, 7}, 0, packet, 26, 4);
    vm.sends(packet);
    assertThat(probes.find(MAC, "tap0", LONG)).contains(ADDRESS);
    assertThat(probes.find(MAC, "tap0", Duration.ZERO)).contains(ADDRESS);
    assertThat(probes.find(MacAddress.ofTail(8), "tap0", Duration.ofMillis(1))).isEmpty();
  }

  private static Probes over(Frames.Opener opener) {
    return new Probes(HOST, network -> "br0", opener);
  }

  private void begin(String migration, Duration lease) {
    probes.probe(order(migration, lease));
  }

  private Blackout end(String migration) throws InterruptedException {
    return probes.end(endOrder(migration));
  }

  private static Order.ProbeBlackout order(String migration, Duration lease) {
    return new Order.ProbeBlackout(
        new MigrationId(migration),
        VM,
        Generation.FIRST,
        new NetworkName("lan"),
        MAC,
        ADDRESS,
        lease);
  }

  private static Order.EndProbe endOrder(String migration) {
    return new Order.EndProbe(
        new MigrationId(migration), VM, Generation.FIRST, Duration.ofMillis(500));
  }

  private void awaitAsked(int times) {
    await().until(() -> vm.asked() >= times);
  }

  private static String reason(Blackout blackout) {
    assertThat(blackout).isInstanceOf(Blackout.NotMeasured.class);
    return ((Blackout.NotMeasured) blackout).reason();
  }
}
