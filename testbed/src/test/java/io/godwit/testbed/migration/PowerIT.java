package io.godwit.testbed.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.godwit.lab.GuestSpec;
import io.godwit.lab.LabOptions;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.unit.DataSize;
import io.godwit.protocol.api.BalancingView;
import io.godwit.protocol.api.ClusterEdit;
import io.godwit.protocol.api.ClusterView;
import io.godwit.protocol.api.HostPowerWish;
import io.godwit.protocol.api.HostView;
import io.godwit.protocol.api.PowerSavingView;
import io.godwit.protocol.client.Versioned;
import io.godwit.testbed.center.LiveGuest;
import io.godwit.testbed.center.NeedsLab;
import io.godwit.testbed.center.TestCenter;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** At night fewer hosts are on, and nobody notices. */
@NeedsLab
@Timeout(300)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class PowerIT {
  @RegisterExtension static final TestCenter CENTER = TestCenter.of(LabOptions.ofHosts(3));

  private static final HostPowerWish ON = new HostPowerWish("ON");
  private static final HostPowerWish OFF = new HostPowerWish("OFF");

  @AfterEach
  void everythingOn() throws IOException {
    saving("OFF", 1);
    CENTER.lab().power().configure("5m", "15m");
    for (HostView host : CENTER.api().hosts()) {
      CENTER.lab().power().mendHost(host.id());
      if (!stage(host.id()).equals("ON")) {
        CENTER.api().turnHost(host.id(), ON);
        awaitStage(host.id(), "ON");
      }
    }
  }

  private static void saving(String mode, int keptOn) {
    Versioned<ClusterView> is = CENTER.api().catalog().clusters().read("default");
    CENTER
        .api()
        .catalog()
        .clusters()
        .edit(
            "default",
            is.etag(),
            new ClusterEdit(
                null,
                null,
                null,
                null,
                new BalancingView("OFF", 3),
                new PowerSavingView(mode, 45, 81, keptOn, 0),
                null,
                null));
  }

  private static String stage(String host) {
    return CENTER.api().host(host).power();
  }

  private static void awaitStage(String host, String stage) {
    TestCenter.soon(host + " " + stage)
        .atMost(Duration.ofMinutes(2))
        .until(() -> stage(host), stage::equals);
  }

  private static String offHost() {
    TestCenter.soon("a host on standby")
        .atMost(Duration.ofMinutes(3))
        .until(() -> CENTER.api().hosts().stream().anyMatch(h -> h.power().equals("STANDBY")));
    List<String> off =
        CENTER.api().hosts().stream()
            .filter(host -> host.power().equals("STANDBY"))
            .map(HostView::id)
            .toList();
    assertThat(off).hasSize(1);
    return off.getFirst();
  }

  /** The first: for half an hour after a host came on none is emptied. */
  @Test
  @Order(1)
  void aHostIsEmptiedAndSwitchedOffAtLowLoadAndComesOnWhenMoreHostsAreWanted()
      throws InterruptedException, IOException {
    CENTER.lab().power().configure("2s", "2m");
    List<LiveGuest> guests =
        List.of(
            CENTER.boot(idle("night1", "h1", 91)),
            CENTER.boot(idle("night2", "h2", 92)),
            CENTER.boot(idle("night3", "h3", 93)));
    saving("AUTOMATIC", 2); // what three emulated guests can want at most
    String off = offHost();
    assertThat(CENTER.host(off).agentRuns()).isFalse();
    assertThat(CENTER.host(off).qemuProcesses()).isEmpty();
    assertThat(CENTER.api().hostPower(off).power()).isEqualTo("OFF");
    for (LiveGuest guest : guests) {
      guest.assertUnharmed();
      assertThat(CENTER.awaitState(guest.name(), "RUNNING").host()).isNotEqualTo(off);
    }
    GodwitException refused =
        catchThrowableOfType(GodwitException.class, () -> CENTER.migrate("night1", off));
    assertThat(refused.code()).isEqualTo(ErrorCode.HOST_ON_STANDBY);
    assertThat(CENTER.api().power("default").hosts())
        .filteredOn(host -> host.host().equals(off))
        .singleElement()
        .satisfies(host -> assertThat(host.stage()).isEqualTo("STANDBY"));

    saving("AUTOMATIC", 3);
    awaitStage(off, "ON");
    assertThat(CENTER.api().hostPower(off).bootsMs()).hasSize(1);
    assertThat(CENTER.host(off).agentRuns()).isTrue();
    saving("OFF", 1);
    CENTER.awaitVm("night1", vm -> vm.migration() == null);
    if (!CENTER.api().vm("night1").host().equals(off)) {
      CENTER.awaitEnd(CENTER.migrate("night1", off).id());
    }
    assertThat(CENTER.awaitState("night1", "RUNNING").host()).isEqualTo(off);
    for (LiveGuest guest : guests) {
      guest.assertUnharmed();
    }
  }

  @Test
  @Order(2)
  void aHostThatDoesNotComeBackIsReportedAndNotUsed() throws InterruptedException, IOException {
    CENTER.lab().power().configure("5m", "5s");
    assertThat(CENTER.api().turnHost("h3", OFF).stage()).isIn("GOING_OFF", "STANDBY");
    awaitStage("h3", "STANDBY");
    assertThat(CENTER.host("h3").agentRuns()).isFalse();
    CENTER.lab().power().breakHost("h3");
    CENTER.api().turnHost("h3", ON);
    awaitStage("h3", "FAILED_TO_RETURN");
    assertThat(CENTER.api().hostPower("h3").because()).contains("not heard of for 5.0 s");
    CENTER.boot(idle("night4", "h1", 94));
    GodwitException refused =
        catchThrowableOfType(GodwitException.class, () -> CENTER.migrate("night4", "h3"));
    assertThat(refused.code()).isEqualTo(ErrorCode.HOST_OUT_OF_POOL);

    CENTER.lab().power().mendHost("h3");
    CENTER.lab().power().configure("5m", "2m");
    CENTER.api().turnHost("h3", ON);
    awaitStage("h3", "ON");
    CENTER.awaitEnd(CENTER.migrate("night4", "h3").id());
    assertThat(CENTER.awaitState("night4", "RUNNING").host()).isEqualTo("h3");
  }

  private static GuestSpec idle(String name, String host, int number) {
    return GuestSpec.of(name, host, number)
        .withMemory(DataSize.ofMebibytes(256))
        .withLoad(8, 1, "random");
  }
}
