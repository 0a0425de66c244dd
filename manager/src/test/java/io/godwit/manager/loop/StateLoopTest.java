package io.godwit.manager.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.godwit.manager.time.Time;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class StateLoopTest {
  /** Refuses when told to. */
  private static final class BrokenStore implements StateStore<Integer, Integer> {
    private final MemoryStore<Integer, Integer> kept = new MemoryStore<>(0);
    private volatile @Nullable IOException broken;

    @Override
    public Integer load() {
      return kept.load();
    }

    @Override
    public void commit(Integer before, Integer after, List<Integer> records) throws IOException {
      IOException why = broken;
      if (why != null) {
        throw why;
      }
      kept.commit(before, after, records);
    }
  }

  private final BrokenStore store = new BrokenStore();

  private StateLoop<Integer, Integer> loop() throws Exception {
    return new StateLoop<>(store, Math::addExact, Time.REAL);
  }

  @Test
  void aFailedCommitChangesNothingAndTellsTheCaller() throws Exception {
    try (var loop = loop()) {
      assertThat(loop.<Integer>decide(sum -> Outcome.recorded(List.of(3), sum))).isZero();
      store.broken = new IOException("no space");
      assertThatThrownBy(() -> loop.<Integer>decide(sum -> Outcome.recorded(List.of(4), sum)))
          .isInstanceOfSatisfying(
              GodwitException.class,
              refused -> assertThat(refused.code()).isEqualTo(ErrorCode.MANAGER_UNREACHABLE));
      assertThat(loop.now()).isEqualTo(3);
      store.broken = null;
      assertThat(loop.<Integer>decide(sum -> Outcome.recorded(List.of(5), sum))).isEqualTo(3);
      assertThat(loop.now()).isEqualTo(8);
    }
  }

  @Test
  void aCommitThatMayHaveBeenKeptEndsTheLoop() throws Exception {
    try (var loop = loop()) {
      store.broken = new UncertainCommit("the session was lost");
      assertThatThrownBy(() -> loop.<Integer>decide(sum -> Outcome.recorded(List.of(4), sum)))
          .isInstanceOfSatisfying(
              GodwitException.class,
              refused -> assertThat(refused.code()).isEqualTo(ErrorCode.OUTCOME_UNKNOWN));
      store.broken = null;
      assertThat(loop.isClosed()).isTrue();
      assertThatThrownBy(() -> loop.<Integer>decide(sum -> Outcome.recorded(List.of(4), sum)))
          .isInstanceOfSatisfying(
              GodwitException.class,
              refused -> assertThat(refused.code()).isEqualTo(ErrorCode.MANAGER_UNREACHABLE));
    }
    assertThat(store.load()).isZero();
  }

  @Test
  void aRecordThatDoesNotFitNeverReachesTheStore() throws Exception {
    try (var loop = loop()) {
      List<Integer> overflow = List.of(7, Integer.MAX_VALUE);
      assertThatThrownBy(() -> loop.<Integer>decide(sum -> Outcome.recorded(overflow, sum)))
          .isInstanceOf(ArithmeticException.class);
      assertThat(loop.now()).isZero();
    }
    try (var again = loop()) {
      assertThat(again.now()).isZero();
    }
  }

  @Test
  void decisionsOfManyThreadsNeverRace() throws Exception {
    try (var loop = loop();
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> results =
          IntStream.range(0, 200)
              .mapToObj(i ->
                  threads.submit(() ->
                      loop.<Integer>decide(
                          sum -> sum < 50 ? Outcome.recorded(List.of(1), 1) : Outcome.of(0))))
              .toList();
      int accepted = 0;
      for (Future<Integer> result : results) {
        accepted += result.get();
      }
      assertThat(accepted).isEqualTo(50);
      assertThat(loop.now()).isEqualTo(50);
    }
  }

  @Test
  void aWaiterWakesWithTheNextState() throws Exception {
    try (var loop = loop();
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      long version = loop.newest().version();
      Future<Integer> waiter =
          threads.submit(() -> loop.awaitAfter(version, Duration.ofSeconds(20)).state());
      loop.decide(sum -> Outcome.recorded(List.of(1), sum));
      assertThat(waiter.get()).isEqualTo(1);
    }
  }

  @Test
  void aClosedLoopRefuses() throws Exception {
    var loop = loop();
    loop.close();
    assertThatThrownBy(() -> loop.<Integer>decide(sum -> Outcome.recorded(List.of(1), sum)))
        .isInstanceOf(GodwitException.class);
  }

  @Test
  void whoeverWatchesHearsOfEachDecisionAndCannotUndoIt() throws Exception {
    List<String> heard = new CopyOnWriteArrayList<>();
    LoopObserver<Integer> observer =
        new LoopObserver<>() {
          @Override
          public void decided(Verdict verdict, long waitedNanos, long tookNanos) {
            heard.add(verdict.name());
          }

          @Override
          public void committed(List<Integer> records, long tookNanos) {
            heard.add(records.toString());
            throw new IllegalStateException("a defect of the observer");
          }
        };
    try (var loop = new StateLoop<>(store, Math::addExact, Time.REAL, observer)) {
      assertThat(loop.<Integer>decide(sum -> Outcome.recorded(List.of(3), sum))).isZero();
      assertThat(loop.<Integer>decide(sum -> Outcome.of(sum))).isEqualTo(3);
      assertThatThrownBy(() ->
              loop.<Integer>decide(sum -> {
                throw new IllegalArgumentException("no");
              }))
          .isInstanceOf(IllegalArgumentException.class);
      // A caller is told before the observer is.
      loop.<Integer>decide(sum -> Outcome.of(sum));
      assertThat(heard).startsWith("[3]", "CHANGED", "UNCHANGED", "REFUSED");
    }
  }
}
