package io.godwit.manager;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.manager.entity.EntityKey;
import io.godwit.manager.store.KeptState;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A manager that is killed again and again, with SIGKILL, while it starts, loads and records.
 * {@code -Dgodwit.kills=200} for a campaign, {@code -Dgodwit.seed=N} to repeat one.
 */
@Timeout(value = 3, unit = TimeUnit.HOURS)
final class KilledManagerTest {
  private static final int KILLS = Integer.getInteger("godwit.kills", 12);
  private static final long SEED = Long.getLong("godwit.seed", System.nanoTime());

  /** How long the first run may take to acknowledge something, on a busy machine. */
  private static final int START_MS = 60_000;

  @TempDir private Path folder;
  private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();

  @Test
  void losesNothingThatItHasAcknowledged() throws Exception {
    Random random = new Random(SEED);
    Path data = folder.resolve("data");
    Path config =
        Files.writeString(
            folder.resolve("manager.yaml"),
            """
            data: %s
            rest: 127.0.0.1:0
            agents: 127.0.0.1:0
            peer: 127.0.0.1:%d
            """
                .formatted(data, FreePorts.three()));
    int start = run(config, START_MS);
    for (int kill = 1; kill <= KILLS; kill++) {
      // About half of the kills hit it while it starts, loads and begins a term.
      int after = random.nextInt(2 * start);
      run(config, after);
      if (Files.exists(data.resolve("keeper/version-2"))) {
        check(data, "seed %d, kill %d after %d ms".formatted(SEED, kill, after));
      }
    }
    assertThat(acknowledged).as("seed %d did something", SEED).isNotEmpty();
  }

  /** Runs it for that long, or until the first change is acknowledged if there is none yet. */
  private int run(Path config, int millis) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(BusyManager.command(config))
            .redirectError(folder.resolve("stderr").toFile())
            .start();
    boolean first = acknowledged.isEmpty();
    long begun = System.nanoTime();
    Thread reader = Thread.ofVirtual().start(() -> read(process));
    while (process.isAlive()
        && millisSince(begun) < millis
        && !(first && !acknowledged.isEmpty())) {
      process.waitFor(1, TimeUnit.MILLISECONDS);
    }
    int ran = millisSince(begun);
    process.destroyForcibly().waitFor();
    reader.join();
    return ran;
  }

  private static int millisSince(long nanos) {
    return (int) TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanos);
  }

  /** A line that is cut by the kill was not acknowledged to anyone. */
  private void read(Process process) {
    try (BufferedReader lines = process.inputReader()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.matches("ack [0-9a-f-]{36}")) {
          acknowledged.add(line.substring(4));
        }
      }
    } catch (IOException cut) {
      return;
    }
  }

  private void check(Path data, String when) throws IOException {
    Set<String> kept = new HashSet<>();
    if (!acknowledged.isEmpty()) {
      for (EntityKey key : KeptState.read(data).entities().keySet()) {
        kept.add(key.id());
      }
    }
    assertThat(kept).as(when).containsAll(acknowledged);
  }
}
