package io.godwit.manager.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.godwit.manager.FreePorts;
import io.godwit.manager.config.Endpoint;
import io.godwit.manager.config.ManagerConfig;
import io.godwit.manager.entity.Entities;
import io.godwit.manager.entity.EntityKey;
import io.godwit.manager.history.HistoryConfig;
import io.godwit.manager.inventory.DataCenter;
import io.godwit.manager.inventory.StateRecord;
import io.godwit.manager.membership.Member;
import io.godwit.manager.membership.MemberChange.MemberSet;
import io.godwit.manager.store.KeptState;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 120, unit = TimeUnit.SECONDS)
final class DataFolderTest {
  private static final Instant AT = Instant.parse("2026-11-22T03:00:00Z");
  private static final Entities<DataCenter> ENTITIES = DataCenter.entities();

  @TempDir private Path folder;

  private ManagerConfig config(String data) throws IOException {
    Endpoint any = new Endpoint("127.0.0.1", 0);
    Endpoint peer = new Endpoint("127.0.0.1", FreePorts.three());
    return new ManagerConfig(
        "m1",
        folder.resolve(data),
        any,
        any,
        peer,
        Optional.empty(),
        ManagerConfig.VmMetrics.ON,
        List.of(),
        ManagerConfig.Tls.ON,
        Optional.empty(),
        Optional.empty(),
        HistoryConfig.embedded(folder.resolve(data)),
        Optional.empty());
  }

  private static SortedMap<EntityKey, byte[]> entities(int count) {
    DataCenter state = DataCenter.EMPTY;
    for (int i = 1; i <= count; i++) {
      Member member = new Member(i, "m" + i, "a:1", "a:2", "a:3", Member.State.DISMISSED, AT);
      state = state.apply(new StateRecord.OfMembers(new MemberSet(member)));
    }
    return ENTITIES.all(state);
  }

  private static Backup backup(SortedMap<EntityKey, byte[]> entities) {
    SortedMap<String, byte[]> files = new TreeMap<>();
    files.put("keeper.secret", "a secret of a test".getBytes(StandardCharsets.US_ASCII));
    return new Backup("1.2.3", AT, 7, entities, files);
  }

  private static byte[] bytes(Backup backup) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    backup.write(out);
    return out.toByteArray();
  }

  @Test
  void whatIsRestoredIsKept() throws Exception {
    ManagerConfig config = config("data");
    DataFolder data = new DataFolder(config);
    SortedMap<EntityKey, byte[]> entities = entities(200);
    data.restore(new ByteArrayInputStream(bytes(backup(entities))));
    KeptState kept = KeptState.read(config.data());
    assertThat(kept.entities()).containsExactlyEntriesOf(entities);
    assertThat(kept.term()).as("newer than any an agent has seen").isGreaterThan(1_000_000);
    assertThat(data.check()).contains("200 entries").contains("{manager=200}");
    assertThat(data.backup("1", AT).files()).containsOnlyKeys("keeper.secret");
    assertThatThrownBy(() -> data.restore(new ByteArrayInputStream(bytes(backup(entities)))))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("never writes over a state");
  }

  @Test
  void namesTheFirstDamagedEntry() throws Exception {
    ManagerConfig config = config("data");
    SortedMap<EntityKey, byte[]> entities = entities(3);
    entities.put(
        new EntityKey("manager", "m2"), "{\"kind\":\"manager\"".getBytes(StandardCharsets.UTF_8));
    new KeptState(1, "m1", entities).found(config.data(), "s", "127.0.0.1", config.peer().port());
    assertThatThrownBy(() -> new DataFolder(config).check())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("manager/m2")
        .hasMessageContaining("Restore a backup");
  }

  @Test
  void refusesAStateOfANewerManager() throws Exception {
    SortedMap<EntityKey, byte[]> entities = entities(1);
    EntityKey key = new EntityKey("manager", "m1");
    String newer =
        new String(entities.get(key), StandardCharsets.UTF_8)
            .replace("\"schema\":1", "\"schema\":99");
    entities.put(key, newer.getBytes(StandardCharsets.UTF_8));
    DataFolder data = new DataFolder(config("data"));
    assertThatThrownBy(() -> data.restore(new ByteArrayInputStream(bytes(backup(entities)))))
        .hasMessageContaining("written by a newer manager")
        .hasMessageContaining("has form 99");
    entities.put(key, newer.replace("manager", "turnip").getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(() -> data.restore(new ByteArrayInputStream(bytes(backup(entities)))))
        .isInstanceOf(IOException.class);
    assertThat(folder.resolve("data")).doesNotExist();
  }

  @Test
  void aBackupThatIsCutOrChangedRestoresNothing() throws Exception {
    byte[] whole = bytes(backup(entities(50)));
    assertThatThrownBy(() ->
            new DataFolder(config("data"))
                .restore(new ByteArrayInputStream(Arrays.copyOf(whole, whole.length / 2))))
        .isInstanceOf(IOException.class);
    for (int length = 0; length < whole.length; length += 37) {
      isWholeOrNoticed(Arrays.copyOf(whole, length));
    }
    for (int at = 0; at < whole.length; at += 61) {
      byte[] changed = whole.clone();
      changed[at] ^= 0x20;
      isWholeOrNoticed(changed);
    }
    assertThat(folder.resolve("data")).doesNotExist();
  }

  /** A ZIP file ends in a table of contents that nobody needs who reads it from the start. */
  private static void isWholeOrNoticed(byte[] backup) {
    try {
      assertThat(Backup.read(new ByteArrayInputStream(backup)).entities())
          .containsExactlyEntriesOf(entities(50));
    } catch (IOException | IllegalArgumentException noticed) {
      assertThat(noticed).hasMessageNotContaining("null");
    }
  }

  @Test
  void aStateFileThatIsCutIsToldOrLosesNothing() throws Exception {
    ManagerConfig config = config("data");
    SortedMap<EntityKey, byte[]> entities = entities(20);
    new KeptState(1, "m1", entities).found(config.data(), "s", "127.0.0.1", config.peer().port());
    Path log;
    try (var files = Files.list(folder.resolve("data/keeper/version-2"))) {
      log =
          files
              .filter(f -> f.getFileName().toString().startsWith("log."))
              .findFirst()
              .orElseThrow();
    }
    byte[] whole = Files.readAllBytes(log);
    Files.write(log, Arrays.copyOf(whole, 300));
    assertThatThrownBy(() -> new DataFolder(config).check()).isInstanceOf(IOException.class);
    Files.write(log, whole);
    assertThat(new DataFolder(config).check()).contains("20 entries");
  }

  @Test
  void saysThatNothingIsKept() {
    assertThatThrownBy(() -> new DataFolder(config("none")).check())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("holds no state");
  }
}
