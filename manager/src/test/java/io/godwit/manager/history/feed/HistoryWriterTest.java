package io.godwit.manager.history.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.godwit.manager.history.Filed;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

final class HistoryWriterTest {
  private static final Duration SOON = Duration.ofSeconds(10);

  private final FakeSource source = new FakeSource();
  private final Set<Long> archived = ConcurrentHashMap.newKeySet();

  @Test
  void writesWhatComesWhileItRuns() {
    try (HistoryWriter writer = start(this::keep)) {
      for (long first = 1; first <= 2000; first += 100) {
        source.add(PumpTest.filed(first, first + 99));
      }
      await().atMost(SOON).until(() -> writer.filed() == 2000);
      assertThat(archived).hasSize(2000);
      assertThat(writer.backlog().count()).isZero();
    }
  }

  @Test
  void closesAtOnceWhileItWaitsForWork() {
    HistoryWriter writer = start(this::keep);
    source.add(PumpTest.filed(1, 1));
    await().atMost(SOON).until(() -> writer.filed() == 1);
    long start = System.nanoTime();
    writer.close();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
    source.add(PumpTest.filed(2, 2));
    assertThat(source.backlog().count()).isEqualTo(1);
  }

  @Test
  void closesAtOnceWhileItPauses() {
    HistoryWriter writer =
        start(batch -> {
          throw new IllegalStateException("always");
        });
    source.add(PumpTest.filed(1, 1));
    await().atMost(SOON).until(() -> writer.failures() >= 3);
    long start = System.nanoTime();
    writer.close();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
    assertThat(source.backlog().count()).isEqualTo(1);
  }

  @Test
  void finishesTheBatchItHasAndIsNotInterruptedInIt() throws Exception {
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    HistoryWriter writer =
        start(batch -> {
          entered.countDown();
          try {
            go.await();
          } catch (InterruptedException never) {
            throw new AssertionError("interrupted within a batch", never);
          }
          keep(batch);
        });
    source.add(PumpTest.filed(1, 7));
    entered.await();
    Thread closer = Thread.ofVirtual().start(writer::close);
    await().atMost(SOON).until(() -> closer.getState() == Thread.State.TIMED_WAITING);
    go.countDown();
    closer.join();
    assertThat(archived).hasSize(7);
    assertThat(source.backlog().count()).isZero();
  }

  private HistoryWriter start(java.util.function.Consumer<List<Filed>> archive) {
    return HistoryWriter.start(source, archive, new Random(1));
  }

  private void keep(List<Filed> batch) {
    batch.forEach(each -> archived.add(each.sequence()));
  }
}
