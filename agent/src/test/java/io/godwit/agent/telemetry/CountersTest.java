package io.godwit.agent.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.godwit.model.telemetry.CpuUse;
import io.godwit.model.telemetry.DiskUse;
import io.godwit.model.telemetry.InterfaceUse;
import io.godwit.model.telemetry.Pressure;
import io.godwit.model.unit.DataSize;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CountersTest {
  private static final Duration TEN_SECONDS = Duration.ofSeconds(10);

  private static CpuCounters cpu(String ticks) {
    return CpuCounters.parse(
            "cpu  " + ticks + "\ncpu0 1 0 0 0 0 0 0 0 0 0\ncpu1 1 0 0 0 0 0 0 0 0 0\nintr 5 0\n")
        .orElseThrow();
  }

  @Test
  void theStatesOfProcessorsAddUpToTheirNumberAndGuestsCountOnce() {
    CpuUse use =
        cpu("1600 0 300 1400 100 10 90 100 500 0").since(cpu("1000 0 100 900 0 0 0 0 0 0"));
    assertThat(use.guestCores()).isEqualTo(500 * 2 / 1600.0);
    assertThat(use.userCores()).isEqualTo(100 * 2 / 1600.0);
    assertThat(use.stealCores()).isEqualTo(100 * 2 / 1600.0);
    double sum = use.usedCores() + use.stealCores() + use.waitCores() + use.idleCores();
    assertThat(sum).isCloseTo(2, within(1e-9));
  }

  @Test
  void aCounterThatGoesBackCountsAsNothing() {
    CpuUse use = cpu("1000 0 0 100 40 0 0 0 0 0").since(cpu("900 0 0 100 50 0 0 0 0 0"));
    assertThat(use.waitCores()).isZero();
    assertThat(use.userCores()).isEqualTo(2);
    assertThat(cpu("1 0 0 1 0 0 0 0 0 0").since(cpu("1 0 0 1 0 0 0 0 0 0"))).isEqualTo(CpuUse.ZERO);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "cpu  1 2 3\n", "cpu0 1 2 3 4 5 6 7 8 9 10\n", "intr 5\n"})
  void aStatFileOfAnotherKindIsAbsent(String text) {
    assertThat(CpuCounters.parse(text)).isEmpty();
  }

  @Test
  void memoryHasHugePagesInBytesAndCachesTogether() {
    var memory =
        HostFigures.memory(
                """
                MemTotal:       24684092 kB
                MemFree:        24164620 kB
                MemAvailable:   24184100 kB
                Buffers:            3176 kB
                Cached:           173952 kB
                SReclaimable:     141636 kB
                HugePages_Total:       8
                HugePages_Free:        3
                Hugepagesize:       2048 kB
                """)
            .orElseThrow();
    assertThat(memory.used()).isEqualTo(new DataSize((24684092L - 24184100L) * 1024));
    assertThat(memory.cached()).isEqualTo(new DataSize((3176 + 173952 + 141636) * 1024L));
    assertThat(memory.hugePages()).isEqualTo(DataSize.ofMebibytes(16));
    assertThat(memory.hugePagesFree()).isEqualTo(DataSize.ofMebibytes(6));
    assertThat(memory.swapTotal()).isEqualTo(DataSize.ZERO);
    assertThat(HostFigures.memory("MemTotal: 5 kB\n")).isEmpty();
  }

  @Test
  void pressureIsReadWithAndWithoutItsSecondLine() {
    String some = "some avg10=10.15 avg60=4.42 avg300=5.15 total=3859975670\n";
    Pressure one = HostFigures.pressure(some);
    assertThat(one.full()).isNull();
    assertThat(one.some().tenSecondsPercent()).isEqualTo(10.15);
    assertThat(one.some().total()).isEqualTo(Duration.ofNanos(3859975670_000L));
    assertThat(HostFigures.pressure(some + some.replace("some", "full")).full())
        .isEqualTo(one.some());
    assertThat(HostFigures.pressure("")).isNull();
  }

  @Test
  void loadHasItsTasks() {
    assertThat(HostFigures.load("0.35 0.42 1.06 2/87 18922\n"))
        .hasValueSatisfying(load -> {
          assertThat(load.fifteenMinutes()).isEqualTo(1.06);
          assertThat(load.runnable()).isEqualTo(2);
          assertThat(load.tasks()).isEqualTo(87);
        });
    assertThat(HostFigures.load("odd")).isEmpty();
  }

  @Test
  void interfacesAreRatesOfWhatTheyCounted() {
    String form =
        """
        Inter-|   Receive                            |  Transmit
         face |bytes packets errs drop fifo frame compressed multicast|bytes packets errs
          eth0:%d 200 1 2 0 0 0 0 %d 100 3 4 0 0 0 0
        """;
    var then = InterfaceCounters.parse(form.formatted(1000, 500)).get("eth0");
    var now = InterfaceCounters.parse(form.formatted(11_000, 2500)).get("eth0");
    InterfaceUse use = now.since(then, "eth0", TEN_SECONDS);
    assertThat(use.received().bytesPerSecond()).isEqualTo(1000);
    assertThat(use.sent().bytesPerSecond()).isEqualTo(200);
    assertThat(now.troubles()).isEqualTo(10);
  }

  @Test
  void disksHaveSectorsOf512BytesAndAMeanWait() {
    var then =
        DiskCounters.parse("   8       0 sda 10 0 0 5 10 0 0 5 0 100 10 0 0 0 0\n").get("sda");
    var now =
        DiskCounters.parse("   8       0 sda 20 0 200 25 40 0 400 65 0 2100 90 0 0 0 0\n")
            .get("sda");
    DiskUse use = now.since(then, "sda", TEN_SECONDS);
    assertThat(use.read().bytesPerSecond()).isEqualTo(200 * 512 / 10);
    assertThat(use.writesPerSecond()).isEqualTo(3);
    assertThat(use.busyPercent()).isEqualTo(20);
    assertThat(use.waited()).isEqualTo(Duration.ofMillis(2));
  }

  @Test
  void aProcessMayHaveBlanksAndBracketsInItsName() {
    var process =
        VmCounters.Work.parse(
                "42 (qemu ) x) S 1 42 42 0 -1 0 0 0 0 0 300 200 0 0 20 0 5 0 777 0 0 0\n")
            .orElseThrow();
    assertThat(process).isEqualTo(new VmCounters.Work(777, 500));
    assertThat(VmCounters.Work.parse("42 (qemu")).isEmpty();
  }
}
