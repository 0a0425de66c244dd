package io.godwit.agent.telemetry;

import io.godwit.model.host.DatastoreName;
import io.godwit.model.telemetry.DatastoreUse;
import io.godwit.model.unit.DataSize;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.LongSupplier;

/**
 * Knows the space of each datastore. A datastore whose server has gone away blocks its own thread
 * and nothing else; its figure is left out when it is too old.
 */
final class Spaces implements AutoCloseable {
  /** A figure older than this many intervals says nothing about now. */
  private static final int MAX_AGE_INTERVALS = 3;

  private final SortedMap<DatastoreName, Path> directories;
  private final Duration interval;
  private final LongSupplier nanoClock;
  private final Map<DatastoreName, Seen> seen = new ConcurrentSkipListMap<>();
  private final List<Thread> threads = new ArrayList<>();

  Spaces(SortedMap<DatastoreName, Path> directories, Duration interval, LongSupplier nanoClock) {
    this.directories = directories;
    this.interval = interval;
    this.nanoClock = nanoClock;
  }

  private record Seen(DatastoreUse use, long nanos) {}

  void start() {
    directories.forEach((name, directory) ->
        threads.add(
            Thread.ofPlatform()
                .daemon()
                .name("space-" + name)
                .start(() -> watch(name, directory))));
  }

  /** What is known and not too old, in order of name. */
  List<DatastoreUse> newest() {
    long oldest = nanoClock.getAsLong() - interval.toNanos() * MAX_AGE_INTERVALS;
    return seen.values().stream()
        .filter(each -> each.nanos() - oldest >= 0)
        .map(Seen::use)
        .toList();
  }

  /** One look at one directory. */
  void look(DatastoreName name, Path directory) {
    try {
      FileStore store = Files.getFileStore(directory);
      DatastoreUse use =
          new DatastoreUse(
              name, new DataSize(store.getTotalSpace()), new DataSize(store.getUsableSpace()));
      seen.put(name, new Seen(use, nanoClock.getAsLong()));
    } catch (IOException | IllegalArgumentException notMounted) {
      seen.remove(name);
    }
  }

  private void watch(DatastoreName name, Path directory) {
    try {
      while (true) {
        look(name, directory);
        Thread.sleep(interval);
      }
    } catch (InterruptedException ending) {
      Thread.currentThread().interrupt();
    }
  }

  /** Does not wait: a thread in a system call that hangs cannot be ended. */
  @Override
  public void close() {
    threads.forEach(Thread::interrupt);
  }
}
