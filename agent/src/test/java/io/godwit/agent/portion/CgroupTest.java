package io.godwit.agent.portion;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written of version 2, into files as the kernel has them. */
final class CgroupTest {
  @TempDir private Path group;

  @BeforeEach
  void files() throws IOException {
    file("cgroup.subtree_control", "memory\n");
    file("cgroup.type", "domain invalid\n");
    file("cpu.weight", "100\n");
    file("cpu.max", "max 100000\n");
  }

  private void file(String name, String text) throws IOException {
    Files.writeString(group.resolve(name), text);
  }

  private String said(String name) throws IOException {
    return Files.readString(group.resolve(name));
  }

  @Test
  void theControllerIsHandedOnOnce() throws IOException {
    Cgroup.V2.divide(group);
    assertThat(said("cgroup.subtree_control")).isEqualTo("+cpu");
    file("cgroup.subtree_control", "cpuset cpu memory\n");
    Cgroup.V2.divide(group);
    assertThat(said("cgroup.subtree_control")).isEqualTo("cpuset cpu memory\n");
  }

  @Test
  void aGroupOfThreadsIsMadeOnce() throws IOException {
    Cgroup.V2.holdThreads(group);
    assertThat(said("cgroup.type")).isEqualTo("threaded");
    file("cgroup.type", "threaded\n");
    Cgroup.V2.holdThreads(group);
    assertThat(said("cgroup.type")).isEqualTo("threaded\n");
  }

  @Test
  void aThreadOfWhichNothingIsSaidWeighsAsMuchInBothVersions() throws IOException {
    Cgroup.V2.weigh(group, Division.WEIGHT_OF_THREAD);
    assertThat(said("cpu.weight")).isEqualTo("100");
    Cgroup.V2.weigh(group, 4 * Division.WEIGHT_OF_THREAD / 5);
    assertThat(said("cpu.weight")).isEqualTo("80");
  }

  @Test
  void weightsStayWithinWhatTheKernelTakes() throws IOException {
    Cgroup.V2.weigh(group, 2);
    assertThat(said("cpu.weight")).isEqualTo("1");
    Cgroup.V2.weigh(group, 1 << 18);
    assertThat(said("cpu.weight")).isEqualTo("10000");
  }

  @Test
  void aLimitIsAQuotaOfEachPeriod() throws IOException {
    Cgroup.V2.limit(group, 20_000);
    assertThat(said("cpu.max")).isEqualTo("20000 100000");
    Cgroup.V2.limit(group, -1);
    assertThat(said("cpu.max")).isEqualTo("max 100000");
  }
}
