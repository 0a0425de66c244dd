package io.godwit.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.godwit.manager.entity.EntityKey;
import io.godwit.manager.store.KeptState;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A manager whose folder is on a disk that becomes full while it records. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
final class FullDiskTest {
  private static final Duration SOON = Duration.ofSeconds(90);

  @TempDir private Path folder;
  private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
  private volatile long backlog;
  private final ConcurrentLinkedQueue<String> refusals = new ConcurrentLinkedQueue<>();

  @Test
  void losesNothingSaysWhatToDoAndGoesOnOnceThereIsRoom() throws Exception {
    Path data = folder.resolve("data");
    try (SmallDisk disk = SmallDisk.mount(data, "size=64m,mode=0700")) {
      Process manager = start(disk, data);
      try {
        await().atMost(SOON).until(() -> acknowledged.size() > 20);
        Path ballast = disk.fill(0);
        await().atMost(SOON).until(() -> !refusals.isEmpty());
        assertThat(refusals.peek()).contains("it may have been kept", "Look whether it was made");
        Set<String> before = Set.copyOf(acknowledged);
        Files.delete(ballast);
        await().atMost(SOON).until(() -> acknowledged.size() > before.size() + 20);
        await("the history, on the same disk").atMost(SOON).until(() -> backlog == 0);
      } finally {
        manager.destroyForcibly().waitFor();
      }
      Set<String> kept = new HashSet<>();
      for (EntityKey key : KeptState.read(disk.seen()).entities().keySet()) {
        kept.add(key.id());
      }
      assertThat(kept).containsAll(acknowledged);
    }
  }

  private Process start(SmallDisk disk, Path data) throws IOException {
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
    List<String> command = new ArrayList<>(disk.enter());
    command.addAll(BusyManager.command(config));
    Process manager =
        new ProcessBuilder(command).redirectError(folder.resolve("stderr").toFile()).start();
    Thread.ofVirtual().start(() -> read(manager));
    return manager;
  }

  private void read(Process manager) {
    try (BufferedReader lines = manager.inputReader()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.matches("ack [0-9a-f-]{36}")) {
          acknowledged.add(line.substring(4));
        } else if (line.startsWith("refused ")) {
          refusals.add(line);
        } else if (line.startsWith("backlog ")) {
          backlog = Long.parseLong(line.substring("backlog ".length()));
        }
      }
    } catch (IOException cut) {
      return;
    }
  }
}
