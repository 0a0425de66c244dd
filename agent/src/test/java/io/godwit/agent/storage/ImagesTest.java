package io.godwit.agent.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.godwit.agent.config.AgentConfig;
import io.godwit.agent.platform.VmUser;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.host.Datastore;
import io.godwit.model.host.DatastoreName;
import io.godwit.model.unit.DataSize;
import io.godwit.model.vm.DatastoreFile;
import io.godwit.model.vm.DiskFormat;
import io.godwit.model.vm.DiskSpec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ImagesTest {
  private static final DataSize SIZE = DataSize.ofGibibytes(3);

  @TempDir private Path own;
  @TempDir private Path shared;
  private Images images;

  @BeforeEach
  void open() {
    images =
        new Images(
            new Datastores(
                new TreeMap<>(
                    Map.of(
                        new DatastoreName("local"),
                        new AgentConfig.Mount(own, Datastore.Reach.LOCAL),
                        new DatastoreName("shared"),
                        new AgentConfig.Mount(shared, Datastore.Reach.SHARED))),
                new VmUser(VmUser.Mode.SAME, 0, "a test")));
  }

  @Test
  void makesASparseRawImage() throws IOException {
    images.make(disk("local", "a/b.raw", DiskFormat.RAW), SIZE, "m1");
    assertThat(own.resolve("a/b.raw")).hasSize(SIZE.bytes());
    images.unmark(file("local", "a/b.raw"), "m1");
    assertThat(names(own.resolve("a"))).containsExactly("b.raw");
  }

  @Test
  void makesAQcow2ImageOfThatSize() throws IOException {
    images.make(disk("local", "a.qcow2", DiskFormat.QCOW2), SIZE, "m1");
    ByteBuffer header = ByteBuffer.wrap(Files.readAllBytes(own.resolve("a.qcow2")));
    assertThat(header.getInt(0)).isEqualTo(0x514649fb);
    assertThat(header.getLong(24)).isEqualTo(SIZE.bytes());
    assertThat(header.getInt(36)).as("entries of its table").isEqualTo(6);
    assertThat(header.capacity()).isLessThan(1 << 19);
  }

  @Test
  void neverTouchesAFileThatWasThere() throws IOException {
    Files.writeString(own.resolve("a.raw"), "precious");
    refused(ErrorCode.DISK_EXISTS, () -> images.check(file("local", "a.raw"), SIZE));
    refused(
        ErrorCode.DISK_EXISTS,
        () -> images.make(disk("local", "a.raw", DiskFormat.RAW), SIZE, "m1"));
    images.unmake(file("local", "a.raw"), "m1");
    assertThat(own.resolve("a.raw")).hasContent("precious");
    assertThat(names(own)).containsExactly("a.raw");
  }

  @Test
  void removesOnlyWhatItsMakerMade() throws IOException {
    images.make(disk("local", "a.raw", DiskFormat.RAW), SIZE, "m1");
    images.unmake(file("local", "a.raw"), "m2");
    assertThat(own.resolve("a.raw")).exists();
    images.make(disk("local", "a.raw", DiskFormat.RAW), SIZE, "m1");
    images.unmake(file("local", "a.raw"), "m1");
    images.unmake(file("local", "a.raw"), "m1");
    assertThat(names(own)).isEmpty();
  }

  @Test
  void whatWasKeptIsNobodysToUndo() {
    images.make(disk("local", "a.raw", DiskFormat.RAW), SIZE, "m1");
    images.unmark(file("local", "a.raw"), "m1");
    images.unmake(file("local", "a.raw"), "m1");
    assertThat(own.resolve("a.raw")).exists();
  }

  @Test
  void refusesWhatDoesNotFit() {
    refused(
        ErrorCode.DATASTORE_FULL,
        () -> images.check(file("local", "a.raw"), DataSize.ofGibibytes(1 << 20)));
    refused(ErrorCode.DATASTORE_UNKNOWN, () -> images.check(file("other", "a.raw"), SIZE));
  }

  @Test
  void refusesAPathThatLeadsOut() throws IOException {
    Files.createSymbolicLink(own.resolve("out"), shared);
    refused(ErrorCode.SPEC_INVALID, () -> images.check(file("local", "out/a.raw"), SIZE));
  }

  @Test
  void discardsItsOwnAndLeavesWhatOthersSee() throws IOException {
    Files.writeString(own.resolve("a.raw"), "x");
    Files.writeString(shared.resolve("a.raw"), "x");
    images.discard(file("local", "a.raw"));
    images.discard(file("shared", "a.raw"));
    assertThat(own.resolve("a.raw")).doesNotExist();
    assertThat(shared.resolve("a.raw")).exists();
  }

  private static void refused(ErrorCode code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            GodwitException.class, why -> assertThat(why.code()).isEqualTo(code));
  }

  private static DiskSpec disk(String datastore, String path, DiskFormat format) {
    return new DiskSpec(file(datastore, path), format);
  }

  private static DatastoreFile file(String datastore, String path) {
    return new DatastoreFile(new DatastoreName(datastore), path);
  }

  private static java.util.List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }
}
