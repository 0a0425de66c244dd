package io.godwit.manager.telemetry;

import static io.godwit.manager.telemetry.Samples.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.model.host.HostId;
import io.godwit.model.telemetry.VmSample;
import io.godwit.model.vm.VmId;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class TelemetryTest {
  private static final HostId H1 = new HostId("h1");
  private static final HostId H2 = new HostId("h2");
  private static final VmId VM = new VmId(new UUID(1, 2));

  private final AtomicLong nanos = new AtomicLong(-5);
  private final Telemetry telemetry = new Telemetry(nanos::get);

  @Test
  void theNewestSampleAndTheLastPointsAreKeptInOrder() {
    for (int i = 0; i < Ring.POINTS + 7; i++) {
      telemetry.add(H1, Samples.host(NOON.plusSeconds(10L * i), i / 100.0), List.of());
    }
    Telemetry.OfHost host = telemetry.host(H1).orElseThrow();
    assertThat(host.newest().at()).isEqualTo(NOON.plusSeconds(10L * (Ring.POINTS + 6)));
    assertThat(host.points()).hasSize(Ring.POINTS);
    assertThat(host.points().getFirst().at()).isEqualTo(NOON.plusSeconds(70));
    assertThat(host.points()).isSortedAccordingTo((a, b) -> a.at().compareTo(b.at()));
    HostPoint last = host.points().getLast();
    assertThat(last.receivedBytesPerSecond()).isEqualTo(3000);
    assertThat(last.cpuPressurePercent()).hasValue(2);
    assertThat(last.ioPressurePercent()).isEmpty();
  }

  @Test
  void aVmIsKnownByTheHostThatHasIt() {
    telemetry.add(H1, Samples.host(NOON, 1), List.of(Samples.vm(VM, 0.5)));
    telemetry.add(H2, Samples.host(NOON, 1), List.of(Samples.vm(VM, 0.25)));
    assertThat(telemetry.vm(H1, VM).orElseThrow().newest().cpuCores()).isEqualTo(0.5);
    assertThat(telemetry.vm(H2, VM).orElseThrow().points().getFirst().cpuCores()).isEqualTo(0.25);
    assertThat(telemetry.vm(H1, VM).orElseThrow().points().getFirst().readyPercent()).isEqualTo(25);
    telemetry.add(H1, Samples.host(NOON.plusSeconds(10), 1), List.of());
    assertThat(telemetry.vm(H1, VM)).as("it has left").isEmpty();
  }

  @Test
  void aHostThatIsSilentForLongIsForgotten() {
    telemetry.add(H1, Samples.host(NOON, 1), List.of());
    nanos.addAndGet(Telemetry.FORGET_AFTER.toNanos());
    telemetry.add(H2, Samples.host(NOON, 1), List.of());
    assertThat(telemetry.newest()).as("just in time").containsOnlyKeys(H1, H2);
    nanos.addAndGet(Telemetry.FORGET_AFTER.toNanos() / 2);
    telemetry.add(H2, Samples.host(NOON, 1), List.of());
    assertThat(telemetry.newest()).containsOnlyKeys(H2);
    telemetry.forget(H2);
    assertThat(telemetry.newest()).isEmpty();
  }

  /** A tenth of the maximum, so that the test is quick: 250 hosts with 16 VMs each. */
  @Test
  void theMostHostsAndVmsFitIntoTheirBudget() {
    long before = heap();
    for (int host = 0; host < 250; host++) {
      List<VmSample> vms = new ArrayList<>();
      for (int vm = 0; vm < 16; vm++) {
        vms.add(Samples.vm(new VmId(new UUID(host, vm)), 1));
      }
      telemetry.add(new HostId("h" + host), Samples.host(NOON, 1), vms);
    }
    long took = heap() - before;
    assertThat(telemetry.newest()).hasSize(250);
    assertThat(took).as("bytes").isLessThan(20L << 20);
  }

  private static long heap() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
