package io.godwit.testbed.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.lab.GuestSpec;
import io.godwit.lab.LabHost;
import io.godwit.lab.LabOptions;
import io.godwit.lab.client.ClientReport;
import io.godwit.lab.network.Topology;
import io.godwit.lab.process.Command;
import io.godwit.model.unit.DataSize;
import io.godwit.protocol.api.MigrationView;
import io.godwit.protocol.api.NetworkEdit;
import io.godwit.testbed.center.LiveGuest;
import io.godwit.testbed.center.NeedsLab;
import io.godwit.testbed.center.TestCenter;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A guest on an overlay of three hosts goes from one to the next and back, while the third talks to
 * it.
 */
@NeedsLab
@Timeout(300)
final class OverlayIT {
  @RegisterExtension
  static final TestCenter CENTER =
      TestCenter.of(LabOptions.ofHosts(3).withHosts(host -> host.withOverlays("apps")));

  private static final String BRIDGE = "ovbr7";
  private static final String TUNNEL = "ovvx7";
  private static final String WATCHER = "h3";
  private static final Duration FLOWING = Duration.ofSeconds(10);

  /** What the network may add to the pause; a machine that others use, too, adds its own. */
  private static final double NETWORKS_SHARE_MS = 15;

  private static final double BUSY_MACHINE_MS = 35;

  @Test
  void aGuestOnAnOverlayMovesAndEveryMemberKnowsAtOnce() throws InterruptedException, IOException {
    CENTER
        .api()
        .catalog()
        .networks()
        .create(new NetworkEdit("apps", "OVERLAY", null, 7, null, null, null));
    for (LabHost host : CENTER.lab().hosts()) {
      TestCenter.soon("the overlay on " + host.name())
          .untilAsserted(() -> assertThat(links(host.name())).contains(BRIDGE, TUNNEL));
    }
    inside(WATCHER, "ip", "addr", "add", Topology.CLIENT_ADDRESS + "/24", "dev", BRIDGE);

    GuestSpec spec =
        GuestSpec.of("over", "h1", 21)
            .withMemory(DataSize.ofMebibytes(256))
            .withLoad(64, 2, "random")
            .withNetwork("apps");
    LiveGuest guest = CENTER.boot(spec, WATCHER);
    assertReachedAt(spec, "h1");

    List<Double> added = new ArrayList<>();
    for (String to : List.of("h2", "h1", "h2", "h1", "h2")) {
      move(guest, to).ifPresent(added::add);
      assertReachedAt(spec, to);
    }
    // An emulated guest on a machine that others use, too, is late now and then by itself.
    assertThat(added).as("what the network added to the pauses, ms").isNotEmpty();
    assertThat(Collections.min(added)).isLessThan(NETWORKS_SHARE_MS + BUSY_MACHINE_MS);
    guest.assertUnharmed();
    CENTER.assertRunsOnlyOn("over", "h2");
    assertNothingIsLearnedOrFlooded(spec);

    CENTER.api().killVm("over");
    CENTER.api().deleteVm("over");
    assertNobodyKnows(spec);
    CENTER.api().catalog().networks().delete("apps");
    for (LabHost host : CENTER.lab().hosts()) {
      TestCenter.soon("nothing left on " + host.name())
          .untilAsserted(
              () -> assertThat(links(host.name())).doesNotContain(BRIDGE).doesNotContain(TUNNEL));
    }
  }

  /** Returns how much longer the blackout was than the downtime, if it could be measured. */
  private static OptionalDouble move(LiveGuest guest, String to) throws InterruptedException {
    guest.client().settle(FLOWING);
    guest.client().mark("move");
    MigrationView ended = CENTER.move(guest.name(), to);
    guest.client().settle(FLOWING);
    guest.client().mark("after");
    assertThat(ended.state()).as("%s", ended.problem()).isEqualTo(MigrationView.State.COMPLETED);
    MigrationView.Result result = ended.result();
    assertThat(result).isNotNull();
    ClientReport.Window seen = guest.client().report().window("move");
    System.out.printf(
        "overlay, to %s: downtime %.1f ms, blackout %s ms (%s), a client saw %.1f ms%n",
        to,
        result.downtimeMs(),
        result.blackoutMs(),
        result.blackoutUnknown(),
        seen.longestSilenceMs());
    if (result.blackoutMs() == null) {
      // A guest that is emulated on a busy machine may be late with its first answer.
      assertThat(result.blackoutUnknown()).contains("silent already");
      return OptionalDouble.empty();
    }
    assertThat(result.blackoutSeenBy()).isEqualTo(WATCHER);
    assertThat(result.blackoutMs()).isPositive();
    return OptionalDouble.of(result.blackoutMs() - result.downtimeMs());
  }

  /** Every other member sends the guest's packets to that host, which gives them to its tap. */
  private static void assertReachedAt(GuestSpec spec, String place) {
    String address = CENTER.host(place).migrationAddress();
    for (LabHost host : CENTER.lab().hosts()) {
      TestCenter.soon("entries of " + host.name())
          .untilAsserted(() -> {
            List<String> entries = entries(host.name(), spec.mac());
            if (host.name().equals(place)) {
              String tap = CENTER.traces(place).taps().getFirst();
              assertThat(entries)
                  .as(host.name())
                  .containsExactly(spec.mac() + " dev " + tap + " master " + BRIDGE + " static");
            } else {
              assertThat(entries)
                  .as(host.name())
                  .containsExactlyInAnyOrder(
                      spec.mac() + " dev " + TUNNEL + " master " + BRIDGE + " static",
                      spec.mac() + " dev " + TUNNEL + " dst " + address + " self permanent");
            }
          });
    }
  }

  private static void assertNobodyKnows(GuestSpec spec) {
    for (LabHost host : CENTER.lab().hosts()) {
      TestCenter.soon("no entries of " + host.name())
          .untilAsserted(() -> assertThat(entries(host.name(), spec.mac())).isEmpty());
    }
  }

  private static void assertNothingIsLearnedOrFlooded(GuestSpec spec) throws InterruptedException {
    for (LabHost host : CENTER.lab().hosts()) {
      String tunnel = inside(host.name(), "ip", "-d", "link", "show", "dev", TUNNEL);
      assertThat(tunnel)
          .contains("vxlan id 7 ", " nolearning ", " learning off ", " flood off ")
          .contains("mtu 1450 ", "local " + host.migrationAddress() + " ");
      String all = inside(host.name(), "bridge", "fdb", "show", "br", BRIDGE);
      // What somebody set is static or permanent; what was learned is neither.
      assertThat(all.lines().filter(line -> !line.endsWith("static")))
          .allMatch(line -> line.endsWith("permanent"));
      long replicas = all.lines().filter(line -> line.startsWith("00:00:00:00:00:00")).count();
      assertThat(replicas).isEqualTo(2);
    }
    String tap = CENTER.traces("h2").taps().getFirst();
    assertThat(inside("h2", "ip", "-d", "link", "show", "dev", tap))
        .contains(" learning off ", " flood off ");
    assertThat(spec.network()).isEqualTo("apps");
  }

  private static List<String> entries(String host, String mac) throws InterruptedException {
    return inside(host, "bridge", "fdb", "show", "br", BRIDGE)
        .lines()
        .map(line -> line.strip().replaceAll(" +", " "))
        .filter(line -> line.startsWith(mac))
        .toList();
  }

  private static String links(String host) throws InterruptedException {
    return inside(host, "ip", "-brief", "link", "show");
  }

  private static String inside(String host, String... command) throws InterruptedException {
    return Command.run(Topology.enter(host, List.of(command)), "");
  }
}
