package io.godwit.testbed.vm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.godwit.lab.GuestSpec;
import io.godwit.lab.LabOptions;
import io.godwit.model.unit.DataSize;
import io.godwit.protocol.api.HostView;
import io.godwit.protocol.api.MigrationView;
import io.godwit.protocol.api.PoolEdit.ShareEdit;
import io.godwit.protocol.api.ResourcesView;
import io.godwit.protocol.api.VmAttributesView;
import io.godwit.testbed.center.LiveGuest;
import io.godwit.testbed.center.NeedsLab;
import io.godwit.testbed.center.TestCenter;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Shares and limits of processors, with the kernel's own figures of what guests got. */
@NeedsLab
@Timeout(600)
final class ResourcesIT {
  @RegisterExtension static final TestCenter CENTER = TestCenter.of(LabOptions.ofHosts(2));

  /** Where the kernel has them in the older version, and in the newer one. */
  private static final List<Path> ROOTS =
      List.of(
          Path.of("/sys/fs/cgroup/cpu"),
          Path.of("/sys/fs/cgroup/unified"),
          Path.of("/sys/fs/cgroup"));

  private static final Duration LOOK = Duration.ofSeconds(6);

  /** The kernel counts a limit in periods of 100 ms, and so do we at both ends of a look. */
  private static final double EDGES = 0.03;

  private static final double NANOS = 1e9;

  @BeforeEach
  void hostsEnforce() {
    HostView.Observed seen = CENTER.api().host("h1").observed();
    assertThat(seen).isNotNull();
    assertThat(seen.sharesReason()).as("what the host says of it").isNotBlank();
    assumeTrue(Boolean.TRUE.equals(seen.sharesEnforced()), seen.sharesReason());
  }

  @Test
  void aBusyGuestGetsNoMoreThanItsLimitWhereverItRunsAndNothingIsLeft()
      throws InterruptedException, IOException {
    LiveGuest guest = CENTER.boot(busy("busy", 94));
    double free = used(guest);
    assertThat(free).as("cores without a limit").isGreaterThan(0.3);

    say(guest, 20L, null);
    awaitSaid(Map.of("vcpus/cpu.cfs_quota_us", "20000", "vcpus/cpu.max", "20000 100000"), 1);
    assertThat(used(guest)).as("cores, of 0.2").isBetween(0.05, 0.2 + EDGES);

    assertThat(CENTER.move(guest.name(), "h2").state()).isEqualTo(MigrationView.State.COMPLETED);
    assertThat(groups("h2")).as("its group on the destination").hasSize(1);
    TestCenter.soon("its group to go from the source").until(() -> groups("h1").isEmpty());
    assertThat(used(guest)).as("cores, of 0.2, elsewhere").isBetween(0.05, 0.2 + EDGES);
    guest.assertUnharmed();

    say(guest, null, null);
    TestCenter.soon("no limit any more").until(() -> used(guest) > 0.3);
    TestCenter.soon("no group any more").until(() -> groups("h2").isEmpty());
  }

  @Test
  void sharesDivideAProcessorThatTwoWant() throws InterruptedException, IOException {
    LiveGuest more = CENTER.boot(busy("more", 95));
    LiveGuest less = CENTER.boot(busy("less", 96));
    onOneProcessor(more);
    onOneProcessor(less);
    say(more, null, 8000);
    say(less, null, 2000);
    // Of two times 1024, or 100, a fifth and four fifths.
    awaitSaid(Map.of("cpu.shares", "410", "cpu.weight", "40"), 2);
    long moreBefore = nanos(more);
    long lessBefore = nanos(less);
    Thread.sleep(2 * LOOK.toMillis());
    double moreGot = nanos(more) - moreBefore;
    double lessGot = nanos(less) - lessBefore;
    assertThat(moreGot / lessGot)
        .as("%.2f s and %.2f s of a processor", moreGot / NANOS, lessGot / NANOS)
        .isBetween(2.8, 5.5);

    CENTER.api().killVm(more.name());
    TestCenter.soon("the group of the VM that has ended to go")
        .until(() -> groups("h1").size() == 1);
  }

  /** More than any processor writes, so that it never has enough of one. */
  private static GuestSpec busy(String name, int number) {
    return GuestSpec.of(name, "h1", number)
        .withMemory(DataSize.ofMebibytes(256))
        .withLoad(32, 100_000, "random");
  }

  private static void say(LiveGuest guest, @Nullable Long limit, @Nullable Integer shares) {
    ResourcesView said = new ResourcesView(new ShareEdit(null, limit, shares), null);
    CENTER
        .api()
        .catalog()
        .editVm(
            guest.name(),
            "*",
            new VmAttributesView(null, null, null, null, null, null, null, said));
  }

  /** The order goes to the host after the edit was acknowledged. */
  private static void awaitSaid(Map<String, String> either, int vms) {
    TestCenter.soon("one of " + either)
        .until(() ->
            groups("h1").size() == vms
                && groups("h1").stream().anyMatch(group -> said(group, either)));
  }

  private static boolean said(Path group, Map<String, String> either) {
    return either.entrySet().stream()
        .anyMatch(each -> said(group.resolve(each.getKey())).equals(each.getValue()));
  }

  /** Nothing if it is of the other version, or gone. */
  private static String said(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException notThere) {
      return "";
    }
  }

  /** Cores that the guest's processors got in a while. */
  private static double used(LiveGuest guest) {
    try {
      long before = nanos(guest);
      long begun = System.nanoTime();
      Thread.sleep(LOOK.toMillis());
      return (double) (nanos(guest) - before) / (System.nanoTime() - begun);
    } catch (InterruptedException cancelled) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(cancelled);
    } catch (IOException gone) {
      throw new IllegalStateException(gone);
    }
  }

  private static long nanos(LiveGuest guest) throws IOException {
    long nanos = 0;
    for (Path task : processors(process(guest))) {
      nanos += Long.parseLong(Files.readString(task.resolve("schedstat")).split(" ", 2)[0]);
    }
    return nanos;
  }

  private static List<Path> processors(long pid) throws IOException {
    List<Path> tasks = new ArrayList<>();
    try (DirectoryStream<Path> all =
        Files.newDirectoryStream(
            Path.of("/proc/" + pid + "/task"),
            task -> Files.readString(task.resolve("comm")).startsWith("CPU "))) {
      all.forEach(tasks::add);
    }
    return tasks;
  }

  /** Of two processes in a handover the one that is left. */
  private static long process(LiveGuest guest) {
    String id = CENTER.api().vm(guest.name()).id();
    return ProcessHandle.allProcesses()
        .filter(process -> isOf(id, process.pid()))
        .mapToLong(ProcessHandle::pid)
        .max()
        .orElseThrow();
  }

  private static boolean isOf(String vm, long pid) {
    try {
      String command = Files.readString(Path.of("/proc/" + pid + "/cmdline"));
      return command.contains("qemu-system") && command.contains(vm);
    } catch (IOException gone) {
      return false;
    }
  }

  private static void onOneProcessor(LiveGuest guest) throws IOException, InterruptedException {
    String pid = Long.toString(process(guest));
    Process pinned = new ProcessBuilder("taskset", "-a", "-p", "-c", "0", pid).start();
    assertThat(pinned.waitFor()).as("taskset").isZero();
  }

  private static List<Path> groups(String host) throws IOException {
    List<Path> groups = new ArrayList<>();
    for (Path root : ROOTS) {
      for (Path agent : folders(root, "godwit-" + host + "-*")) {
        groups.addAll(folders(agent, "*"));
      }
    }
    return groups;
  }

  private static List<Path> folders(Path in, String named) throws IOException {
    List<Path> found = new ArrayList<>();
    if (Files.isDirectory(in)) {
      try (DirectoryStream<Path> all = Files.newDirectoryStream(in, named)) {
        all.forEach(found::add);
      }
    }
    found.removeIf(each -> !Files.isDirectory(each));
    return found;
  }
}
