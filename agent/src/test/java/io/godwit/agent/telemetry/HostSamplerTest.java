package io.godwit.agent.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.model.telemetry.InterfaceUse;
import io.godwit.model.telemetry.VmSample;
import io.godwit.model.unit.DataRate;
import io.godwit.model.unit.DataSize;
import io.godwit.model.vm.VmId;
import io.godwit.protocol.agent.ToManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HostSamplerTest {
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
  private static final VmId VM = new VmId(new UUID(1, 2));
  private static final VmProcess PROCESS = new VmProcess(VM, 42, List.of("gw0", "gw1"));
  private static final long SECOND = 1_000_000_000L;

  @TempDir private Path root;

  @BeforeEach
  void aHost() throws IOException {
    write("stat", "cpu  100 0 0 100 0 0 0 0 0 0\ncpu0 100 0 0 100 0 0 0 0 0 0\n");
    write("meminfo", "MemTotal: 1000 kB\nMemAvailable: 400 kB\n");
    write("loadavg", "0.1 0.2 0.3 1/2 3\n");
    network(0);
    process(7, 1000);
    thread(420, "qemu-system-x86", "900 900 1");
    thread(421, "CPU 0/KVM", "1000000000 0 1");
    thread(422, "CPU 1/KVM", "1000000000 0 1");
  }

  @Test
  void theFirstReadingTellsNothing() {
    assertThat(sample(new HostSampler(files()), 0)).isEmpty();
  }

  @Test
  void aVmIsMeasuredFromOutsideAndItsNetworkFromInside() throws IOException {
    HostSampler sampler = new HostSampler(files());
    sample(sampler, 0);
    process(7, 1500);
    thread(421, "CPU 0/KVM", "4000000000 500000000 9");
    thread(422, "CPU 1/KVM", "3000000000 0 9");
    network(100_000);
    write("42/io", "read_bytes: 5\nwrite_bytes: 9\n");
    ToManager.Telemetry batch = sample(sampler, 10).orElseThrow();
    assertThat(batch.host().interval()).isEqualTo(Duration.ofSeconds(10));
    VmSample vm = batch.vms().getFirst();
    assertThat(vm.cpuCores()).isEqualTo(0.5);
    assertThat(vm.vcpus()).isEqualTo(new VmSample.VcpuUse(2, 0.5, 0.05));
    assertThat(vm.resident()).isEqualTo(new DataSize(300 * 4096));
    // Two taps, each of which received 1 and sent 2 units.
    assertThat(vm.sent()).isEqualTo(new DataRate(20_000));
    assertThat(vm.received()).isEqualTo(new DataRate(40_000));
    assertThat(vm.disk()).as("it could not be read before").isNull();
    write("42/io", "read_bytes: 105\nwrite_bytes: 209\n");
    assertThat(sample(sampler, 20).orElseThrow().vms().getFirst().disk())
        .isEqualTo(new VmSample.DiskRates(new DataRate(10), new DataRate(20)));
  }

  @Test
  void aLaterProcessOfTheSameNumberStartsAnew() throws IOException {
    HostSampler sampler = new HostSampler(files());
    sample(sampler, 0);
    process(8, 9_000_000);
    assertThat(sample(sampler, 10).orElseThrow().vms()).isEmpty();
    process(8, 9_000_100);
    assertThat(sample(sampler, 20).orElseThrow().vms().getFirst().cpuCores()).isEqualTo(0.1);
  }

  @Test
  void aProcessThatHasEndedIsLeftOut() throws IOException {
    HostSampler sampler = new HostSampler(files());
    sample(sampler, 0);
    Files.delete(root.resolve("42/stat"));
    assertThat(sample(sampler, 10).orElseThrow().vms()).isEmpty();
  }

  @Test
  void tapsAndLoopbackAreNotTheHostsInterfaces() {
    HostSampler sampler = new HostSampler(files());
    sample(sampler, 0);
    assertThat(sample(sampler, 10).orElseThrow().host().interfaces())
        .extracting(InterfaceUse::name)
        .containsExactly("eth0");
  }

  @Test
  void aKernelWithoutPressureSaysSoByAbsence() throws IOException {
    HostSampler sampler = new HostSampler(files());
    sample(sampler, 0);
    assertThat(sample(sampler, 10).orElseThrow().host().pressures().memory()).isNull();
    write("pressure/memory", "some avg10=1.00 avg60=0.00 avg300=0.00 total=5\n");
    assertThat(sample(sampler, 20).orElseThrow().host().pressures().memory()).isNotNull();
  }

  @Test
  void thisHostCanBeMeasured() {
    HostSampler sampler = new HostSampler(ProcFiles.OF_THIS_HOST);
    List<VmProcess> self = List.of(new VmProcess(VM, ProcessHandle.current().pid(), List.of()));
    sampler.sample(NOON, 0, self, List.of(), 0);
    ToManager.Telemetry batch = sampler.sample(NOON, SECOND, self, List.of(), 0).orElseThrow();
    assertThat(batch.host().cpus()).isPositive();
    assertThat(batch.host().memory().total().bytes()).isPositive();
    assertThat(batch.vms().getFirst().resident().bytes()).isPositive();
  }

  @Test
  void theOldestSamplesAreDroppedAndCountedWhileNobodyTakesThem() {
    List<ToManager.Telemetry> sent = new ArrayList<>();
    boolean[] ready = {false};
    Outbox outbox = new Outbox(batch -> ready[0] && sent.add(batch));
    HostSampler sampler = new HostSampler(files());
    sample(sampler, 0);
    List<ToManager.Telemetry> made = new ArrayList<>();
    for (int i = 1; i <= Outbox.MAX_WAITING + 3; i++) {
      made.add(sample(sampler, i).orElseThrow());
      outbox.put(made.getLast());
    }
    assertThat(outbox.dropped()).isEqualTo(3);
    ready[0] = true;
    made.add(sample(sampler, 100).orElseThrow());
    outbox.put(made.getLast());
    assertThat(sent).containsExactlyElementsOf(made.subList(3, made.size()));
    assertThat(outbox.dropped()).isEqualTo(3);
  }

  private Optional<ToManager.Telemetry> sample(HostSampler sampler, long seconds) {
    return sampler.sample(
        NOON.plusSeconds(seconds), seconds * SECOND, List.of(PROCESS), List.of(), 0);
  }

  private ProcFiles files() {
    return new ProcFiles(root, root);
  }

  private void network(long unit) throws IOException {
    StringBuilder text = new StringBuilder("Inter-| Receive\n face |bytes\n");
    for (String name : List.of("lo", "eth0", "gw0", "gw1")) {
      text.append("%s: %d 0 0 0 0 0 0 0 %d 0 0 0 0 0 0 0\n".formatted(name, unit, 2 * unit));
    }
    write("net/dev", text.toString());
  }

  private void process(long start, long ticks) throws IOException {
    write(
        "42/stat",
        "42 (qemu) S 1 1 1 0 -1 0 0 0 0 0 " + ticks + " 0 0 0 20 0 5 0 " + start + " 0\n");
    write("42/statm", "900 300 5 1 0 1 0\n");
  }

  private void thread(int id, String name, String schedule) throws IOException {
    write("42/task/" + id + "/comm", name + "\n");
    write("42/task/" + id + "/schedstat", schedule + "\n");
  }

  private void write(String file, String text) throws IOException {
    Path path = root.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }
}
