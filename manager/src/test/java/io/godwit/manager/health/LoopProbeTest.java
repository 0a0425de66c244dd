package io.godwit.manager.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class LoopProbeTest {
  @Test
  void aLoopThatIsStuckIsNotReadyAndIsAskedOnce() throws Exception {
    CountDownLatch stuck = new CountDownLatch(1);
    AtomicInteger asked = new AtomicInteger();
    LoopProbe probe =
        new LoopProbe(
            () -> {
              asked.incrementAndGet();
              try {
                stuck.await();
              } catch (InterruptedException closing) {
                Thread.currentThread().interrupt();
              }
              return "decides";
            },
            Duration.ofMillis(20));
    assertThat(probe.check().isReady()).isFalse();
    assertThat(probe.check().detail()).contains("within 20 ms");
    assertThat(asked).hasValue(1);
    stuck.countDown();
    await().until(() -> probe.check().isReady());
  }

  @Test
  void aLoopThatRefusesSaysWhy() {
    LoopProbe probe =
        new LoopProbe(
            () -> {
              throw new GodwitException(
                  ErrorCode.MANAGER_UNREACHABLE, "It cannot record.", "Wait.");
            },
            Duration.ofSeconds(20));
    assertThat(probe.check())
        .isEqualTo(new Finding("loop", Finding.State.NOT_READY, "It cannot record."));
  }

  @Test
  void aBacklogBeyondWhatMayWaitIsNotReady() {
    assertThat(Part.history(() -> 10, 10).check().isReady()).isTrue();
    assertThat(Part.history(() -> 11, 10).check().isReady()).isFalse();
  }

  @Test
  void leadersAndFollowersAreReadyAndOthersNot() {
    assertThat(Part.role(() -> "LEADER").check().isReady()).isTrue();
    assertThat(Part.role(() -> "follower").check().isReady()).isTrue();
    assertThat(Part.role(() -> "connecting").check().isReady()).isFalse();
  }
}
