package io.godwit.manager;

import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

final class RehearsalTest {
  @Test
  @Timeout(value = 60, unit = TimeUnit.SECONDS)
  void everyMigrationOfTheRehearsalIsAcceptedAndShown() {
    assertThatCode(Rehearsal::play).doesNotThrowAnyException();
  }
}
