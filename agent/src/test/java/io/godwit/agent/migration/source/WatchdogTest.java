package io.godwit.agent.migration.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class WatchdogTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final Watchdog watchdog = new Watchdog(Duration.ofSeconds(30));

  private boolean barks(int second, long bytes, boolean resting) {
    return watchdog.barks(START.plusSeconds(second), bytes, resting);
  }

  @Test
  void barksWhenNothingHasMovedForTooLong() {
    assertThat(barks(0, 100, false)).isFalse();
    assertThat(barks(30, 100, false)).isFalse();
    assertThat(barks(31, 100, false)).isTrue();
  }

  @Test
  void aSlowCopyIsACopy() {
    for (int second = 0; second < 300; second += 29) {
      assertThat(barks(second, second, false)).isFalse();
    }
  }

  @Test
  void whatRestsIsNotWatched() {
    assertThat(barks(0, 100, false)).isFalse();
    assertThat(barks(40, 100, true)).isFalse();
    assertThat(barks(60, 100, false)).isFalse();
    assertThat(barks(71, 100, false)).isTrue();
  }
}
