package io.godwit.testbed.migration;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.lab.Guest;
import io.godwit.lab.GuestSpec;
import io.godwit.lab.LabOptions;
import io.godwit.model.unit.DataSize;
import io.godwit.model.vm.DiskFormat;
import io.godwit.protocol.api.MigrateRequest;
import io.godwit.protocol.api.MigrationView;
import io.godwit.protocol.api.VmView;
import io.godwit.testbed.center.LiveGuest;
import io.godwit.testbed.center.NeedsLab;
import io.godwit.testbed.center.TestCenter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A VM takes a disk along that its next host does not see. */
@NeedsLab
@Timeout(300)
final class DiskMigrationIT {
  @RegisterExtension static final TestCenter CENTER = TestCenter.of(LabOptions.ofHosts(2));

  private static final MigrationView.State COMPLETED = MigrationView.State.COMPLETED;
  private static final DataSize DISK = DataSize.ofMebibytes(128);
  private static final DataSize FILLED = DataSize.ofMebibytes(48);

  @Test
  void aBusyGuestTakesItsDiskAlongAndLosesNoWrite() throws InterruptedException, IOException {
    LiveGuest guest = boot("nomad", 60);
    long allocated = blocks(image("h1", "nomad"));
    MigrationView there = move("nomad", "h2");
    assertThat(there.state()).as("%s", there.problem()).isEqualTo(COMPLETED);
    on("h2", guest).assertUnharmed();
    VmView vm = CENTER.assertRunsOnlyOn("nomad", "h2");
    assertThat(vm.disks()).hasSize(1);
    TestCenter.soon("the source's file is gone")
        .untilAsserted(() -> assertThat(files("h1")).isEmpty());
    TestCenter.soon("the destination has the disk and nothing else")
        .untilAsserted(() -> assertThat(files("h2")).containsExactly("nomad.raw"));
    assertThat(blocks(image("h2", "nomad")))
        .as("what is sparse stays sparse")
        .isLessThan(allocated + DataSize.ofMebibytes(24).bytes());

    MigrationView back = move("nomad", "h1");
    assertThat(back.state()).as("%s", back.problem()).isEqualTo(COMPLETED);
    guest.assertUnharmed();
    CENTER.assertRunsOnlyOn("nomad", "h1");
    TestCenter.soon("nothing is left on h2").untilAsserted(() -> assertThat(files("h2")).isEmpty());
  }

  @Test
  void aCancelledCopyLeavesTheDiskWhereItWas() throws InterruptedException, IOException {
    LiveGuest guest = boot("homebody", 61);
    CENTER.slowLinks();
    String id = CENTER.api().migrate("homebody", wish("h2")).id();
    TestCenter.soon("copy of the disk")
        .until(() ->
            CENTER.api().migration(id).phase().equals("MIRROR")
                && CENTER.api().migration(id).progress().transferredBytes() > 0);
    MigrationView cancelled = CENTER.api().cancelMigration(id);
    assertThat(cancelled.state()).isEqualTo(MigrationView.State.CANCELLED);
    CENTER.assertClean("h2");
    assertThat(files("h2")).isEmpty();
    CENTER.assertRunsOnlyOn("homebody", "h1");
    assertThat(files("h1")).contains("homebody.raw");
    guest.assertUnharmed();
    CENTER.fullSpeed();
  }

  /** A guest whose disk is on h1's own datastore and partly full. */
  private static LiveGuest boot(String name, int number) throws InterruptedException, IOException {
    fill(image("h1", name));
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

  private static MigrationView move(String vm, String to) {
    return CENTER.api().watch(CENTER.api().migrate(vm, wish(to)).id(), view -> {});
  }

  private static MigrateRequest wish(String to) {
    return MigrateRequest.to(to).withDisks(null, null);
  }

  private static LiveGuest on(String host, LiveGuest guest) {
    Guest moved = new Guest(guest.guest().spec(), guest.guest().vm(), image(host, guest.name()));
    return new LiveGuest(moved, guest.client(), guest.bootId());
  }

  private static Path image(String host, String name) {
    return CENTER.host(host).folder().resolve("local").resolve(name + ".raw");
  }

  private static List<String> files(String host) throws IOException {
    try (Stream<Path> files = Files.list(CENTER.host(host).folder().resolve("local"))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  /** What a file takes, of which holes are no part. */
  private static long blocks(Path file) throws IOException {
    Process du = new ProcessBuilder("du", "-B1", file.toString()).start();
    String told =
        new String(du.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.US_ASCII);
    return Long.parseLong(told.split("\t", 2)[0]);
  }
}
