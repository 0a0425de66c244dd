package io.godwit.testbed.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.godwit.lab.GuestSpec;
import io.godwit.lab.HostOptions;
import io.godwit.lab.LabOptions;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.host.Datastore.Reach;
import io.godwit.model.unit.DataRate;
import io.godwit.model.unit.DataSize;
import io.godwit.model.vm.DiskFormat;
import io.godwit.protocol.api.MigrationView;
import io.godwit.protocol.api.TaskView;
import io.godwit.protocol.api.VmCreate;
import io.godwit.protocol.api.VmDiskMove;
import io.godwit.protocol.api.VmStop;
import io.godwit.protocol.api.VmView;
import io.godwit.testbed.center.LiveGuest;
import io.godwit.testbed.center.NeedsLab;
import io.godwit.testbed.center.TestCenter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A disk moves to another datastore while its guest writes records to it. */
@NeedsLab
@Timeout(300)
final class MoveDiskIT {
  @RegisterExtension
  static final TestCenter CENTER =
      TestCenter.of(
          LabOptions.ofHosts(2)
              .withHosts(host ->
                  host.withDatastores(
                      new HostOptions.Store("shared", Reach.SHARED),
                      new HostOptions.Store("local", Reach.LOCAL),
                      new HostOptions.Store("small", Reach.LOCAL))));

  private static final DataSize DISK = DataSize.ofMebibytes(128);
  private static final DataSize FILLED = DataSize.ofMebibytes(48);

  /** What a guest writes meanwhile, and what a format needs for itself. */
  private static final long GROWTH = DataSize.ofMebibytes(24).bytes();

  /** Slow enough to be disturbed. */
  private static final long SLOW = DataRate.ofMebibytesPerSecond(6).bytesPerSecond();

  @Test
  void aBusyGuestsDiskBecomesQcow2AndRawAgainAndLosesNoWrite()
      throws InterruptedException, IOException {
    LiveGuest guest = boot("mover", 90);
    long allocated = blocks(file("local", "mover.raw"));
    assertThat(move("mover", "shared", "QCOW2", null).state()).isEqualTo(TaskView.State.SUCCEEDED);
    assertThat(CENTER.api().vm("mover").disks())
        .containsExactly(new VmCreate.Disk("shared", "mover.raw", "QCOW2"));
    assertThat(files("local", "mover")).isEmpty();
    assertThat(files("shared", "mover")).containsExactly("mover.raw");
    assertThat(head(file("shared", "mover.raw"))).isEqualTo("QFI");
    assertThat(blocks(file("shared", "mover.raw"))).isLessThan(allocated + GROWTH);
    assertThat(guest.client().verify().recordsWrong()).isZero();

    assertThat(move("mover", "local", "RAW", null).state()).isEqualTo(TaskView.State.SUCCEEDED);
    assertThat(files("local", "mover")).containsExactly("mover.raw");
    assertThat(files("shared", "mover")).isEmpty();
    assertThat(blocks(file("local", "mover.raw"))).isLessThan(allocated + GROWTH);
    guest.assertUnharmed();
    CENTER.assertRunsOnlyOn("mover", "h1");
  }

  @Test
  void aVmWhoseDiskMovedStartsAgainAndMigrates() throws InterruptedException, IOException {
    LiveGuest guest = boot("settler", 91);
    assertThat(move("settler", "shared", null, null).state()).isEqualTo(TaskView.State.SUCCEEDED);
    CENTER.host("h1").restartAgent();
    CENTER.lab().awaitConnected();
    CENTER.awaitState("settler", "RUNNING");
    assertThat(CENTER.move("settler", "h2").state()).isEqualTo(MigrationView.State.COMPLETED);
    assertThat(guest.client().verify().recordsWrong()).isZero();
    CENTER.assertRunsOnlyOn("settler", "h2");

    assertThat(CENTER.api().stopVm("settler", new VmStop(60_000L)).state()).isEqualTo("STOPPED");
    CENTER.api().startVm("settler");
    String boot = guest.client().awaitServing(Duration.ofMinutes(2)).bootId();
    assertThat(boot).isNotEqualTo(guest.bootId());
    assertThat(files("local", "settler")).isEmpty();
  }

  @Test
  void anAgentThatIsKilledGoesOnWhenItIsBack() throws InterruptedException, IOException {
    LiveGuest guest = boot("stubborn", 92);
    String id = begin("stubborn", "shared", null, SLOW);
    awaitPercent(id, 10);
    CENTER.host("h1").killAgent();
    CENTER.host("h1").startAgent();
    assertThat(ended(id).state()).isEqualTo(TaskView.State.SUCCEEDED);
    assertThat(files("local", "stubborn")).isEmpty();
    assertThat(files("shared", "stubborn")).containsExactly("stubborn.raw");
    move("stubborn", "local", null, null);
    guest.assertUnharmed();
  }

  @Test
  void aManagerThatIsKilledGoesOnWhenItIsBack() throws InterruptedException, IOException {
    LiveGuest guest = boot("patient", 96);
    String id = begin("patient", "shared", "QCOW2", SLOW);
    awaitPercent(id, 10);
    CENTER.lab().manager().kill();
    CENTER.lab().manager().start();
    CENTER.lab().awaitConnected();
    assertThat(ended(id).state()).isEqualTo(TaskView.State.SUCCEEDED);
    assertThat(CENTER.api().vm("patient").disks())
        .containsExactly(new VmCreate.Disk("shared", "patient.raw", "QCOW2"));
    assertThat(files("local", "patient")).isEmpty();
    move("patient", "local", "RAW", null);
    guest.assertUnharmed();
  }

  @Test
  void aCancelLeavesTheDiskWhereItWas() throws InterruptedException, IOException {
    LiveGuest guest = boot("hesitant", 93);
    String id = begin("hesitant", "shared", "QCOW2", SLOW);
    awaitPercent(id, 10);
    assertThat(CENTER.api().cancelTask(id).state()).isEqualTo(TaskView.State.CANCELLED);
    assertStays("hesitant", guest);
    assertThat(files("shared", "hesitant")).isEmpty();
  }

  @Test
  void aDatastoreThatIsFullLeavesTheDiskWhereItWas() throws InterruptedException, IOException {
    LiveGuest guest = boot("squeezed", 94);
    Path small = file("small", "x").getParent();
    run("mount", "-t", "tmpfs", "-o", "mode=1777,size=64m", "tmpfs", small.toString());
    try {
      TaskView refused = move("squeezed", "small", null, null);
      assertThat(refused.problem().code()).isEqualTo(ErrorCode.DATASTORE_FULL.name());
      assertStays("squeezed", guest);

      run("mount", "-o", "remount,size=160m", small.toString());
      String id = begin("squeezed", "small", null, SLOW);
      awaitPercent(id, 5);
      run("dd", "if=/dev/zero", "of=" + small.resolve("ballast"), "bs=1M", "count=130");
      TaskView failed = ended(id);
      assertThat(failed.state()).isEqualTo(TaskView.State.FAILED);
      assertThat(failed.problem().code()).isEqualTo(ErrorCode.DISK_MOVE_FAILED.name());
      assertThat(failed.problem().detail()).contains("No space left");
      assertThat(files("small", "")).containsExactly("ballast");
      assertStays("squeezed", guest);
    } finally {
      run("umount", "--lazy", small.toString());
    }
  }

  @Test
  void whatCannotBeIsRefused() throws InterruptedException, IOException {
    boot("firm", 95);
    refuses(ErrorCode.DISK_UNKNOWN, new VmDiskMove(1, "shared", null, null));
    refuses(ErrorCode.DATASTORE_UNKNOWN, new VmDiskMove(0, "nowhere", null, null));
    refuses(ErrorCode.DISK_IN_PLACE, new VmDiskMove(0, "local", "RAW", null));
    CENTER.api().killVm("firm");
    refuses(ErrorCode.VM_NOT_RUNNING, new VmDiskMove(0, "shared", null, null));
  }

  private static void refuses(ErrorCode code, VmDiskMove wish) {
    GodwitException refused =
        catchThrowableOfType(GodwitException.class, () -> CENTER.api().moveDisk("firm", wish));
    assertThat(refused.code()).as(refused.getMessage()).isEqualTo(code);
  }

  private static void assertStays(String name, LiveGuest guest) throws IOException {
    assertThat(CENTER.api().vm(name).disks())
        .containsExactly(new VmCreate.Disk("local", name + ".raw", "RAW"));
    assertThat(files("local", name)).containsExactly(name + ".raw");
    guest.assertUnharmed();
    VmView vm = CENTER.assertRunsOnlyOn(name, "h1");
    assertThat(vm.migration()).isNull();
  }

  private static TaskView move(
      String vm, String to, @Nullable String format, @Nullable Long bandwidth) {
    return ended(begin(vm, to, format, bandwidth));
  }

  private static String begin(
      String vm, String to, @Nullable String format, @Nullable Long bandwidth) {
    return CENTER.api().moveDisk(vm, new VmDiskMove(0, to, format, bandwidth)).id();
  }

  private static TaskView ended(String id) {
    return CENTER.api().watchTask(id, view -> {});
  }

  private static void awaitPercent(String id, int percent) {
    TestCenter.soon("percent of task " + id)
        .until(() -> {
          TaskView view = CENTER.api().task(id);
          assertThat(view.state()).as("%s", view).isEqualTo(TaskView.State.RUNNING);
          return view.percent() != null && view.percent() >= percent;
        });
  }

  /** A guest whose disk is on h1's own datastore and partly full. */
  private static LiveGuest boot(String name, int number) throws InterruptedException, IOException {
    fill(file("local", name + ".raw"));
    return CENTER.boot(
        GuestSpec.of(name, "h1", number)
            .withMemory(DataSize.ofMebibytes(192))
            .withLoad(32, 5, "random")
            .withDisk(new GuestSpec.Disk("local", DISK, DiskFormat.RAW)));
  }

  private static void fill(Path image) throws IOException {
    Files.createDirectories(image.getParent());
    byte[] content = new byte[Math.toIntExact(FILLED.bytes())];
    Arrays.fill(content, (byte) 'g');
    try (FileChannel file =
        FileChannel.open(image, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      assertThat(file.write(ByteBuffer.wrap(content), DISK.bytes() - FILLED.bytes()))
          .isEqualTo(content.length);
    }
  }

  private static Path file(String datastore, String name) {
    Path h1 = CENTER.host("h1").folder();
    return (datastore.equals("shared") ? h1.resolveSibling(datastore) : h1.resolve(datastore))
        .resolve(name);
  }

  /** What there is of a VM; disks of those that were deleted are there, too. */
  private static List<String> files(String datastore, String vm) throws IOException {
    try (Stream<Path> files = Files.list(file(datastore, "x").getParent())) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.contains(vm))
          .sorted()
          .toList();
    }
  }

  private static String head(Path file) throws IOException {
    byte[] head = new byte[3];
    try (var in = Files.newInputStream(file)) {
      assertThat(in.read(head)).isEqualTo(head.length);
    }
    return new String(head, StandardCharsets.US_ASCII);
  }

  /** What a file takes, of which holes are no part. */
  private static long blocks(Path file) throws IOException {
    Process du = new ProcessBuilder("du", "-B1", file.toString()).start();
    String told = new String(du.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    return Long.parseLong(told.split("\t", 2)[0]);
  }

  private static void run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    byte[] said = process.getInputStream().readAllBytes();
    int status = process.waitFor();
    // A datastore that is filled to its end is what is wanted of dd.
    assertThat(status == 0 || command[0].equals("dd"))
        .as("%s: %s", List.of(command), new String(said, StandardCharsets.UTF_8))
        .isTrue();
  }
}
