package io.godwit.model.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class LimitsWishTest {
  private static final LimitsWish QUICK =
      new LimitsWish(Duration.ofMillis(100), null, null, 20, null, null);
  private static final LimitsWish SECRET =
      new LimitsWish(
          Duration.ofMillis(500), null, Duration.ofMinutes(5), null, null, SecrecyPolicy.REQUIRED);

  @Test
  void whoIsAskedFirstDecidesAndTheNextSaysTheRest() {
    MigrationLimits limits = QUICK.or(SECRET).limits();
    assertThat(limits)
        .isEqualTo(
            MigrationLimits.DEFAULT
                .withDowntimeLimit(Duration.ofMillis(100))
                .withDeadline(Duration.ofMinutes(5))
                .withMaxSlowdown(20)
                .withSecrecy(SecrecyPolicy.REQUIRED));
  }

  @Test
  void ofNothingTheUsualLimitsCome() {
    assertThat(LimitsWish.NONE.or(LimitsWish.NONE).limits()).isEqualTo(MigrationLimits.DEFAULT);
  }

  @Test
  void whatNoMigrationCouldHaveIsRefusedAtOnce() {
    assertThatThrownBy(() -> LimitsWish.NONE.withDowntime(Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> LimitsWish.NONE.withDeadline(Duration.ofDays(2)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> LimitsWish.NONE.withMaxSlowdown(100))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() ->
            LimitsWish.NONE.withDowntime(Duration.ofSeconds(9)).withDeadline(Duration.ofSeconds(8)))
        .hasMessageContaining("deadline");
  }
}
