package io.godwit.manager.backup;

import io.godwit.manager.config.ManagerConfig;
import io.godwit.manager.entity.Entities;
import io.godwit.manager.entity.EntityKey;
import io.godwit.manager.inventory.DataCenter;
import io.godwit.manager.store.KeptState;
import io.godwit.protocol.trust.SecretFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/** A manager's folder, seen while no manager uses it, and what of it belongs in a backup. */
public final class DataFolder {
  /**
   * A restored state begins this many terms later: agents refuse managers of terms older than they
   * have seen, and may have seen many after the backup was taken.
   */
  private static final long TERMS_AHEAD = 1_000_000;

  private static final String SECRET = "keeper.secret";

  /** What every manager has the same of, and what cannot be made again. */
  private static final List<String> FILES = List.of(SECRET, "authority/ca.pem", "authority/ca.key");

  private final ManagerConfig config;

  public DataFolder(ManagerConfig config) {
    this.config = config;
  }

  /**
   * Reads all that is kept and says what it is.
   *
   * @return one sentence
   * @throws IOException names the first entry that is damaged
   */
  public String check() throws IOException {
    KeptState kept = KeptState.read(config.data());
    decode(kept.entities());
    SortedMap<String, Integer> counts = new TreeMap<>();
    kept.entities().keySet().forEach(key -> counts.merge(key.kind(), 1, Integer::sum));
    return "%d entries, all readable, written up to term %d, in which %s led: %s"
        .formatted(kept.entities().size(), kept.term(), kept.leader(), counts);
  }

  private static void decode(SortedMap<EntityKey, byte[]> entities) throws IOException {
    Entities<DataCenter>.Reading reading = DataCenter.entities().reading();
    for (Map.Entry<EntityKey, byte[]> entity : entities.entrySet()) {
      reading.add(entity.getKey(), entity.getValue());
    }
  }

  /** What is kept while the manager does not run. */
  public Backup backup(String version, Instant at) throws IOException {
    KeptState kept = KeptState.read(config.data());
    return new Backup(version, at, kept.term(), kept.entities(), files());
  }

  /** The small files of a backup. */
  public SortedMap<String, byte[]> files() throws IOException {
    SortedMap<String, byte[]> files = new TreeMap<>();
    for (String name : FILES) {
      Path file = config.data().resolve(name);
      if (Files.exists(file)) {
        files.put(name, Files.readAllBytes(file));
      }
    }
    return files;
  }

  /**
   * Makes this the folder of a manager on its own that has what the backup has. The other managers
   * of before join it again.
   *
   * @throws IOException if the backup is damaged or too new, or something is kept here already
   */
  public Backup restore(InputStream in) throws IOException, InterruptedException {
    Backup backup = Backup.read(in);
    decode(backup.entities());
    byte[] secret = backup.files().get(SECRET);
    if (secret == null) {
      throw new IOException("the backup is incomplete: it lacks " + SECRET);
    }
    for (Map.Entry<String, byte[]> file : backup.files().entrySet()) {
      write(file.getKey(), file.getValue());
    }
    new KeptState(backup.term() + TERMS_AHEAD, config.name(), backup.entities())
        .found(
            config.data(),
            new String(secret, StandardCharsets.US_ASCII).strip(),
            config.peer().host(),
            config.peer().port());
    return backup;
  }

  private void write(String name, byte[] bytes) throws IOException {
    if (!FILES.contains(name)) {
      throw new IOException("the backup has a file " + name + " that no manager writes");
    }
    Path file = config.data().resolve(name);
    if (Files.exists(file) && !Arrays.equals(Files.readAllBytes(file), bytes)) {
      throw new IOException(
          file + " exists and differs from the backup's. Restore into an empty folder");
    }
    SecretFile.folder(Objects.requireNonNull(file.getParent()));
    SecretFile.write(file, new String(bytes, StandardCharsets.UTF_8));
  }
}
