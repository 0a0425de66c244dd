package io.godwit.agent.portion;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ControllerTest {
  @TempDir private Path root;

  @Test
  void findsWhereProcessorsAreDivided() {
    assertThat(
            Controller.root(
                List.of(
                    "cgroup /sys/fs/cgroup/cpuset cgroup rw,cpuset 0 0",
                    "cgroup /sys/fs/cgroup/cpu,cpuacct cgroup rw,nosuid,cpu,cpuacct 0 0")))
        .contains(Path.of("/sys/fs/cgroup/cpu,cpuacct"));
    assertThat(Controller.root(List.of("cgroup2 /sys/fs/cgroup cgroup2 rw,nosuid 0 0"))).isEmpty();
  }

  @Test
  void findsWhereTheAgentIs() throws Exception {
    Path slice = Files.createDirectories(root.resolve("system.slice"));
    assertThat(Controller.home(root, List.of("3:cpuset:/", "1:cpu,cpuacct:/system.slice")))
        .isEqualTo(slice);
    assertThat(Controller.home(root, List.of("1:cpu:/elsewhere"))).isEqualTo(root);
  }
}
