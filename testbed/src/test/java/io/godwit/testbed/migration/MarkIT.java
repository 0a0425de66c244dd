package io.godwit.testbed.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.godwit.lab.GuestSpec;
import io.godwit.lab.LabHost;
import io.godwit.lab.LabOptions;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.unit.DataSize;
import io.godwit.model.vm.DiskFormat;
import io.godwit.protocol.api.MigrateRequest;
import io.godwit.protocol.api.MigrationCheckView;
import io.godwit.protocol.api.MigrationCheckView.CheckItemView;
import io.godwit.testbed.center.NeedsLab;
import io.godwit.testbed.center.TestCenter;
import io.godwit.testbed.faults.HostTraces;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Whether two hosts that call a datastore shared have the same one. */
@NeedsLab
@Timeout(300)
final class MarkIT {
  @RegisterExtension static final TestCenter CENTER = TestCenter.of(LabOptions.ofHosts(2));

  @Test
  void oneDatastoreIsProvenAndLeftAsItWas() throws Exception {
    CENTER.start(vm("shared-one", 80));
    CheckItemView item = same(CENTER.api().checkMigration("shared-one", MigrateRequest.to("h2")));
    assertThat(item.verdict()).as("%s", item).isEqualTo("PASS");
    assertThat(item.found()).isEqualTo("what h1 wrote was found on h2");
    assertNoMarks(CENTER.host("h1").folder().resolveSibling("shared"));
  }

  /** Every file is at its path on both hosts, and no check by path could tell. */
  @Test
  void twoOfOneNameAndPathAreRefused() throws Exception {
    CENTER.start(vm("copied", 81));
    LabHost h2 = CENTER.host("h2");
    Path shared = h2.folder().resolveSibling("shared");
    Path other = Files.createDirectories(h2.folder().resolve("another"));
    for (String name : List.of("vmlinuz", "initrd", "copied.raw")) {
      Files.copy(shared.resolve(name), other.resolve(name));
    }
    Path config = h2.folder().resolve("agent.yaml");
    String before = Files.readString(config);
    h2.stopAgent();
    Files.writeString(config, before.replace("{path: " + shared + ",", "{path: " + other + ","));
    h2.startAgent();
    CENTER.lab().awaitConnected();
    try {
      CheckItemView item = same(CENTER.api().checkMigration("copied", MigrateRequest.to("h2")));
      assertThat(item.code()).as("%s", item).isEqualTo("DISK_NOT_SHARED");
      assertThat(item.found()).isEqualTo("two of one name");
      GodwitException refusal =
          catchThrowableOfType(GodwitException.class, () -> CENTER.migrate("copied", "h2"));
      assertThat(refusal.code()).isEqualTo(ErrorCode.DISK_NOT_SHARED);
      assertThat(CENTER.traces("h2")).isEqualTo(HostTraces.NONE);
      assertNoMarks(shared);
      assertNoMarks(other);
    } finally {
      h2.stopAgent();
      Files.writeString(config, before);
      h2.startAgent();
      CENTER.lab().awaitConnected();
    }
  }

  private static CheckItemView same(MigrationCheckView report) {
    return report.groups().stream()
        .flatMap(group -> group.checks().stream())
        .filter(item -> item.id().equals("datastores.same"))
        .findFirst()
        .orElseThrow();
  }

  private static void assertNoMarks(Path datastore) {
    TestCenter.soon("no mark in " + datastore)
        .untilAsserted(() -> assertThat(hidden(datastore)).isEmpty());
  }

  private static List<Path> hidden(Path datastore) throws IOException {
    try (Stream<Path> files = Files.list(datastore)) {
      return files.filter(file -> file.getFileName().toString().startsWith(".")).toList();
    }
  }

  private static GuestSpec vm(String name, int number) {
    return GuestSpec.of(name, "h1", number)
        .withMemory(DataSize.ofMebibytes(128))
        .withLoad(0, 0, "random")
        .withDisk(new GuestSpec.Disk("shared", DataSize.ofMebibytes(16), DiskFormat.RAW));
  }
}
