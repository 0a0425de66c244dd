package io.godwit.simulator.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.model.error.GodwitException;
import io.godwit.planner.power.PowerSettings;
import io.godwit.simulator.Simulation;
import io.godwit.simulator.Simulation.Kind;
import io.godwit.simulator.engine.Center;
import io.godwit.simulator.engine.Days;
import io.godwit.simulator.engine.Outcome;
import io.godwit.simulator.trace.Trace;
import io.godwit.simulator.trace.TraceFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Balancing over a day. */
final class BalancePolicyTest {
  private static Outcome play(Center center, Kind kind) {
    return Simulation.play(center, kind, PowerSettings.standard());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void spreadsTheLoadOnAnySeed(long seed) {
    Center center = Center.even(Days.synthetic(120, seed).beginning(144), null, 6, 4);
    Outcome still = play(center, Kind.NONE);
    Outcome moved = play(center, Kind.BALANCE);
    assertThat(moved.load().cpu()).as("seed %d", seed).isLessThan(still.load().cpu() / 1.2);
    assertThat(moved.migrationsPerVmDay()).as("seed %d", seed).isLessThan(6);
  }

  /** Four hours; the whole day is a benchmark. */
  @Test
  void sixteenHundredVmsOnEightyHostsAreThreeTimesAsEven() {
    Path folder = Days.data("gcd1600/cpu.csv").getParent();
    Trace cpu = TraceFile.read(folder.resolve("cpu.csv"), TraceFile.SAMPLES_OF_A_DAY);
    Trace memory = TraceFile.read(folder.resolve("mem.csv"), TraceFile.SAMPLES_OF_A_DAY);
    assertThat(memory.clamped()).isEqualTo(613);
    Center center = Center.even(cpu.beginning(48), memory.beginning(48), 80, 8);
    Outcome moved = play(center, Kind.BALANCE);
    assertThat(moved.load().cpu()).isLessThan(play(center, Kind.NONE).load().cpu() / 3);
    assertThat(moved.migrationsPerVmDay()).isLessThan(2);
  }

  @Test
  void aFolderWithOtherVmsInItsTwoFilesIsRefused(@TempDir Path folder) throws Exception {
    String samples = ",1".repeat(TraceFile.SAMPLES_OF_A_DAY);
    Files.writeString(folder.resolve("cpu.csv"), "web" + samples + "\n");
    Files.writeString(folder.resolve("mem.csv"), "db" + samples + "\n");
    Assertions.assertThatThrownBy(() -> Simulation.centers(folder, 4, Set.of()))
        .isInstanceOf(GodwitException.class)
        .hasMessageContaining("has other VMs in mem.csv than in cpu.csv");
  }
}
