package io.godwit.agent.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.godwit.agent.config.AgentConfig;
import io.godwit.agent.platform.VmUser;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.host.Datastore;
import io.godwit.model.host.DatastoreName;
import io.godwit.model.migration.StoreMark;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two hosts that have a datastore of one name: the same folder, or two. */
final class MarksTest {
  private static final DatastoreName STORE = new DatastoreName("shared");
  private static final StoreMark MARK = new StoreMark(STORE, "a".repeat(64), "b".repeat(64));

  @TempDir private Path directory;

  private Marks on(String folder) throws Exception {
    Path path = Files.createDirectories(directory.resolve(folder));
    AgentConfig.Mount mount = new AgentConfig.Mount(path, Datastore.Reach.SHARED);
    return new Marks(
        new Datastores(new TreeMap<>(Map.of(STORE, mount)), VmUser.choose("root")),
        InstantSource.system());
  }

  private List<Path> left(String folder) throws Exception {
    try (Stream<Path> files = Files.walk(directory.resolve(folder))) {
      return files.skip(1).toList();
    }
  }

  private static ErrorCode refused(ThrowingCallable call) {
    return catchThrowableOfType(GodwitException.class, call).code();
  }

  @Test
  void oneFolderIsProvenAndLeftAsItWas() throws Exception {
    Marks h1 = on("one");
    Marks h2 = on("one");
    h1.write(MARK);
    h2.find(MARK);
    h1.remove(MARK);
    assertThat(left("one")).isEmpty();
    h1.remove(MARK);
  }

  @Test
  void twoFoldersOfOneNameAreNotOneDatastore() throws Exception {
    on("one").write(MARK);
    Marks other = on("two");
    assertThat(refused(() -> other.find(MARK))).isEqualTo(ErrorCode.DISK_NOT_SHARED);
    assertThat(left("two")).as("looking leaves nothing").isEmpty();
  }

  @Test
  void anotherContentProvesNothing() throws Exception {
    Marks store = on("one");
    store.write(MARK);
    StoreMark forged = new StoreMark(STORE, MARK.name(), "c".repeat(64));
    assertThat(refused(() -> store.find(forged))).isEqualTo(ErrorCode.DISK_NOT_SHARED);
  }

  @Test
  void aMarkIsWrittenOnce() throws Exception {
    Marks store = on("one");
    store.write(MARK);
    assertThat(refused(() -> store.write(MARK))).isEqualTo(ErrorCode.HOST_SETUP_FAILED);
  }

  @Test
  void whatNobodyCameBackForIsSwept() throws Exception {
    Marks store = on("one");
    store.write(MARK);
    Path old = directory.resolve("one").resolve(Marks.FOLDER).resolve(MARK.name());
    Files.setLastModifiedTime(
        old, FileTime.from(Instant.now().minus(Marks.STALE).minusSeconds(60)));
    StoreMark fresh = new StoreMark(STORE, "d".repeat(64), "e".repeat(64));
    store.write(fresh);
    assertThat(old).doesNotExist();
    store.sweep(STORE);
    store.find(fresh);
    store.remove(fresh);
    store.sweep(STORE);
    assertThat(left("one")).isEmpty();
  }

  @Test
  void aDatastoreThatIsNotThereIsSaid() throws Exception {
    Marks store = on("one");
    StoreMark lost = new StoreMark(new DatastoreName("lost"), MARK.name(), MARK.content());
    assertThat(refused(() -> store.write(lost))).isEqualTo(ErrorCode.DATASTORE_UNKNOWN);
  }
}
