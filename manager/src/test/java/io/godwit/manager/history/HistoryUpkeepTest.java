package io.godwit.manager.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.manager.history.Rollup.Resolution;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HistoryUpkeepTest {
  @TempDir Path folder;

  @Test
  void writesSpansHoursAndThrowsAwayWhatIsOld() {
    Instant start = Samples.NOON;
    try (HistoryStore store = HistoryStore.open(HistoryConfig.embedded(folder))) {
      RollupSink sink = RollupSink.into(store);
      HistoryUpkeep upkeep = HistoryUpkeep.start(store, sink, () -> start);
      store.append(Samples.events(1, 10));
      for (int minute = 0; minute < 60; minute++) {
        sink.add("cpu", start.plus(Duration.ofMinutes(minute)), minute);
      }
      upkeep.round(start.plus(Duration.ofMinutes(63)));
      assertThat(
              store.rollups("cpu", Resolution.FIVE_MINUTES, start, start.plus(Duration.ofHours(2))))
          .hasSize(12);
      assertThat(store.rollups("cpu", Resolution.HOUR, start, start.plusSeconds(1)))
          .containsExactly(new Rollup("cpu", Resolution.HOUR, start, 0, 59, 29.5, 60));
      sink.add("cpu", start.plus(Duration.ofMinutes(70)), 1);
      upkeep.close();
      assertThat(
              store.rollups(
                  "cpu",
                  Resolution.FIVE_MINUTES,
                  start.plus(Duration.ofMinutes(65)),
                  start.plus(Duration.ofHours(2))))
          .as("what there was when it was closed")
          .hasSize(1);
    }
  }
}
