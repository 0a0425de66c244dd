package io.godwit.agent.portion;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.agent.portion.Controller.Place;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ControllerTest {
  @TempDir private Path root;

  @Test
  void findsWhereProcessorsAreDivided() throws Exception {
    String unified = "cgroup2 " + root + " cgroup2 rw,nosuid 0 0";
    assertThat(
            Controller.place(
                List.of(
                    unified,
                    "cgroup /sys/fs/cgroup/cpuset cgroup rw,cpuset 0 0",
                    "cgroup /sys/fs/cgroup/cpu,cpuacct cgroup rw,nosuid,cpu,cpuacct 0 0")))
        .contains(new Place(Cgroup.V1, Path.of("/sys/fs/cgroup/cpu,cpuacct")));
    assertThat(Controller.place(List.of(unified))).as("without controllers").isEmpty();
    Files.writeString(root.resolve("cgroup.controllers"), "cpuset memory\n");
    assertThat(Controller.place(List.of(unified))).as("without that one").isEmpty();
    Files.writeString(root.resolve("cgroup.controllers"), "cpuset cpu memory\n");
    assertThat(Controller.place(List.of(unified))).contains(new Place(Cgroup.V2, root));
  }

  @Test
  void findsWhereTheAgentIs() throws Exception {
    Path slice = Files.createDirectories(root.resolve("system.slice"));
    Place first = new Place(Cgroup.V1, root);
    assertThat(Controller.home(first, List.of("3:cpuset:/", "1:cpu,cpuacct:/system.slice", "0::/")))
        .isEqualTo(slice);
    assertThat(Controller.home(first, List.of("1:cpu:/elsewhere"))).isEqualTo(root);
    Place second = new Place(Cgroup.V2, root);
    assertThat(Controller.home(second, List.of("1:name=systemd:/", "0::/system.slice")))
        .isEqualTo(slice);
  }
}
