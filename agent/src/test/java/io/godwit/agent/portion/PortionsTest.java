package io.godwit.agent.portion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.godwit.model.catalog.Resources;
import io.godwit.model.catalog.Share;
import io.godwit.model.vm.VmId;
import io.godwit.protocol.agent.Order;
import io.godwit.protocol.agent.Portion;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With the kernel's real groups, in the version that the machine has, where it lets us. */
final class PortionsTest {
  private static final VmId WEB = new VmId(new UUID(0, 1));
  private static final VmId DB = new VmId(new UUID(0, 2));

  @TempDir private Path state;
  private final List<Process> processes = new ArrayList<>();
  private Controller.Place place;
  private Portions portions;

  @BeforeEach
  void start() throws IOException {
    portions = Portions.of(state, "test", 2);
    assumeTrue(portions.support().enforced(), portions.support().reason());
    place = Controller.place(Files.readAllLines(Path.of("/proc/self/mounts"))).orElseThrow();
  }

  @AfterEach
  void stop() throws Exception {
    for (Process each : processes) {
      each.destroyForcibly().waitFor();
    }
    portions.leave(WEB);
    portions.leave(DB);
    portions.close();
  }

  private long process() throws IOException {
    Process process = new ProcessBuilder("sleep", "60").start();
    processes.add(process);
    return process.pid();
  }

  private static Order.KeepPortions keep(VmId vm, long limit, int weight) {
    Resources said = new Resources(new Share(0, limit, weight), Share.DEFAULT);
    return new Order.KeepPortions(List.of(new Portion(vm, said)));
  }

  private List<Path> groups() throws IOException {
    List<Path> groups = new ArrayList<>();
    try (DirectoryStream<Path> agents = Files.newDirectoryStream(place.root(), "godwit-test-*")) {
      for (Path agent : agents) {
        try (DirectoryStream<Path> vms = Files.newDirectoryStream(agent, Files::isDirectory)) {
          vms.forEach(groups::add);
        }
      }
    }
    return groups;
  }

  private Path group(VmId vm) throws IOException {
    return groups().stream().filter(g -> g.endsWith(vm.toString())).findFirst().orElseThrow();
  }

  private static String said(Path group, String file) throws IOException {
    return Files.readString(group.resolve(file)).strip();
  }

  /** Of each 100 ms; -1 without a limit. */
  private long quota(VmId vm) throws IOException {
    return switch (place.version()) {
      case V1 -> Long.parseLong(said(group(vm), "vcpus/cpu.cfs_quota_us"));
      case V2 -> {
        String quota = said(group(vm), "vcpus/cpu.max").split(" ", 2)[0];
        yield quota.equals("max") ? -1 : Long.parseLong(quota);
      }
    };
  }

  private int weight(VmId vm) throws IOException {
    return Integer.parseInt(
        said(
            group(vm),
            switch (place.version()) {
              case V1 -> "cpu.shares";
              case V2 -> "cpu.weight";
            }));
  }

  @Test
  void asLongAsNothingIsSaidThereAreNoGroups() throws Exception {
    portions.enter(WEB, process(), 1);
    assertThat(groups()).isEmpty();
  }

  @Test
  void whatIsSaidHoldsAtOnceAndForThoseThatComeLater() throws Exception {
    long web = process();
    portions.enter(WEB, web, 1);
    portions.keep(keep(WEB, 30, Share.HIGH));
    assertThat(quota(WEB)).isEqualTo(30_000);
    assertThat(said(group(WEB), "cgroup.procs")).isEqualTo(Long.toString(web));
    portions.enter(DB, process(), 1);
    assertThat(quota(DB)).isEqualTo(-1);
    assertThat(weight(WEB)).isBetween(2 * weight(DB) - 2, 2 * weight(DB) + 2);
    portions.keep(keep(WEB, 50, Share.NORMAL));
    assertThat(quota(WEB)).isEqualTo(50_000);
  }

  @Test
  void nothingIsLeftOfAVmThatHasEndedAndWhereNothingIsSaidAnyMore() throws Exception {
    long web = process();
    portions.enter(WEB, web, 1);
    portions.enter(DB, process(), 1);
    portions.keep(keep(WEB, 30, Share.HIGH));
    assertThat(groups()).hasSize(2);
    processes.getFirst().destroyForcibly().waitFor();
    portions.leave(WEB);
    await().until(() -> groups().size() == 1);
    portions.keep(new Order.KeepPortions(List.of()));
    await().until(() -> groups().isEmpty());
    assertThat(processes.getLast().isAlive()).isTrue();
  }

  @Test
  void theNextAgentGoesByWhatWasSaidBefore() throws Exception {
    long web = process();
    portions.enter(WEB, web, 1);
    portions.keep(keep(WEB, 30, Share.HIGH));
    portions.close();
    Portions next = Portions.of(state, "test", 2);
    next.enter(WEB, web, 1);
    assertThat(quota(WEB)).isEqualTo(30_000);
    processes.getFirst().destroyForcibly().waitFor();
    next.leave(WEB);
    await().until(() -> groups().isEmpty());
    next.close();
  }
}
