package io.godwit.manager.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.godwit.manager.history.Rollup.Resolution;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RollupSinkTest {
  private static final Instant START = Samples.NOON;
  private static final Duration SPAN = Resolution.FIVE_MINUTES.span();

  private final List<Rollup> written = new ArrayList<>();
  private boolean away;
  private final RollupSink sink =
      new RollupSink(batch -> {
        if (away) {
          throw new IllegalStateException("away");
        }
        assertThat(batch).hasSizeBetween(1, RollupSink.BATCH);
        written.addAll(batch);
      });

  @Test
  void addsUpASpanAndWritesItOnceItHasEnded() {
    sink.add("cpu", START, 1);
    sink.add("cpu", START.plusSeconds(299), 4);
    sink.add("mem", START.plusSeconds(10), 7);
    sink.flush(START.plus(SPAN));
    assertThat(written).as("latecomers have half a minute").isEmpty();
    sink.flush(START.plus(SPAN).plusSeconds(30));
    assertThat(written)
        .containsExactlyInAnyOrder(
            new Rollup("cpu", Resolution.FIVE_MINUTES, START, 1, 4, 2.5, 2),
            new Rollup("mem", Resolution.FIVE_MINUTES, START, 7, 7, 7, 1));
    assertThat(sink.series()).isZero();
  }

  @Test
  void aSampleOfTheNextSpanEndsTheOneBefore() {
    sink.add("cpu", START, 1);
    sink.add("cpu", START.plus(SPAN), 2);
    sink.add("cpu", START.plusSeconds(1), 99);
    assertThat(sink.dropped()).as("late by a span").isEqualTo(1);
    sink.close();
    assertThat(written).extracting(Rollup::highest).containsExactly(1.0, 2.0);
  }

  @Test
  void whatIsNoNumberIsDroppedAndCounted() {
    sink.add("cpu", START, Double.NaN);
    sink.add("cpu", START, Double.POSITIVE_INFINITY);
    sink.add(" ", START, 1);
    sink.add("x".repeat(Rollup.MAX_SERIES_NAME + 1), START, 1);
    sink.add("cpu", START, Double.MAX_VALUE);
    sink.add("cpu", START, Double.MAX_VALUE);
    sink.close();
    assertThat(sink.dropped()).isEqualTo(4);
    assertThat(written).singleElement().matches(each -> Double.isFinite(each.mean()));
  }

  @Test
  void seriesBeyondTheBoundAreDroppedAndCounted() {
    for (int i = 0; i < RollupSink.MAX_SERIES + 5; i++) {
      sink.add("s" + i, START, i);
    }
    assertThat(sink.series()).isEqualTo(RollupSink.MAX_SERIES);
    assertThat(sink.dropped()).isEqualTo(5);
    sink.flush(START.plus(Duration.ofMinutes(6)));
    assertThat(written).hasSize(RollupSink.MAX_SERIES);
    sink.add("s" + RollupSink.MAX_SERIES, START.plus(SPAN), 1);
    assertThat(sink.dropped()).isEqualTo(5);
  }

  @Test
  void aDatabaseThatIsAwayGetsThemLaterInOrderAndOnce() {
    away = true;
    for (int span = 0; span < 3; span++) {
      sink.add("cpu", START.plus(SPAN.multipliedBy(span)), span);
    }
    assertThatIllegalStateException().isThrownBy(() -> sink.flush(START.plusSeconds(9000)));
    away = false;
    sink.flush(START.plusSeconds(9000));
    sink.flush(START.plusSeconds(9001));
    assertThat(written).extracting(Rollup::mean).containsExactly(0.0, 1.0, 2.0);
    assertThat(sink.dropped()).isZero();
  }

  @Test
  void theOldestGoWhenTooManyWait() {
    away = true;
    int spans = 3;
    for (int span = 0; span < spans; span++) {
      for (int i = 0; i < RollupSink.MAX_SERIES; i++) {
        sink.add("s" + i, START.plus(SPAN.multipliedBy(span)), span);
      }
    }
    assertThatIllegalStateException().isThrownBy(() -> sink.flush(START.plusSeconds(9000)));
    assertThat(sink.dropped()).isEqualTo(RollupSink.MAX_SERIES);
    away = false;
    sink.flush(START.plusSeconds(9000));
    assertThat(written)
        .hasSize(RollupSink.MAX_WAITING)
        .extracting(Rollup::mean)
        .doesNotContain(0.0);
  }
}
