package io.godwit.manager.agents;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class AttemptLimitTest {
  private final AttemptLimit limit = new AttemptLimit();

  @Test
  void aBurstOfFailuresIsForgivenSlowly() {
    for (int i = 0; i < AttemptLimit.BURST; i++) {
      assertThat(limit.allows("a", 0)).isTrue();
      limit.failed("a", 0);
    }
    assertThat(limit.allows("a", 0)).isFalse();
    assertThat(limit.allows("b", 0)).isTrue();
    long later = AttemptLimit.FORGIVEN_AFTER.toNanos() + 1;
    assertThat(limit.allows("a", later)).isTrue();
    limit.failed("a", later);
    assertThat(limit.allows("a", later)).isFalse();
  }

  @Test
  void addressesAreBounded() {
    for (int i = 0; i < AttemptLimit.MAX_ADDRESSES + 100; i++) {
      limit.failed("a" + i, i);
    }
    assertThat(limit.addresses()).isEqualTo(AttemptLimit.MAX_ADDRESSES);
  }
}
