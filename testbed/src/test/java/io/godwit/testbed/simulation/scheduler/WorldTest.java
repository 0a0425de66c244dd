package io.godwit.testbed.simulation.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class WorldTest {
  private static final int FIBERS = 8;
  private static final int TURNS = 40;

  /** As a library's caches have it, which know nothing of worlds. */
  private final ReentrantLock shared = new ReentrantLock();

  /** What became of a world: what its fibers did, and a figure of their order. */
  private record History(int turns, long steps, long fingerprint) {}

  private History play() {
    Journal journal = new Journal(Journal.Detail.FINGERPRINT);
    World world = new World(7, journal);
    VirtualProcess process = world.process("process");
    AtomicInteger turns = new AtomicInteger();
    for (int i = 0; i < FIBERS; i++) {
      process.start(
          "fiber" + i,
          () -> {
            try {
              for (int turn = 0; turn < TURNS; turn++) {
                use();
                turns.incrementAndGet();
                process.time().sleep(Duration.ofMillis(1));
              }
            } catch (InterruptedException ending) {
              Thread.currentThread().interrupt();
            }
          });
    }
    world.run(Duration.ofMinutes(1));
    world.end();
    return new History(turns.get(), world.steps(), journal.fingerprint());
  }

  /** Long enough that another world's thread comes meanwhile. */
  private void use() {
    shared.lock();
    try {
      long end = System.nanoTime() + 100_000;
      while (System.nanoTime() < end) {
        Thread.onSpinWait();
      }
    } finally {
      shared.unlock();
    }
  }

  @RepeatedTest(10)
  void worldsThatShareALockMakeNoDifferenceToEachOther() throws Exception {
    History alone = play();
    assertThat(alone.turns()).isEqualTo(FIBERS * TURNS);
    List<Callable<History>> worlds = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      worlds.add(this::play);
    }
    try (ExecutorService players = Executors.newFixedThreadPool(3)) {
      for (Future<History> played : players.invokeAll(worlds)) {
        assertThat(played.get()).isEqualTo(alone);
      }
    }
  }
}
