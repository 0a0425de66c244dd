package io.godwit.manager.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class MailboxTest {
  private static final Duration LONG = Duration.ofSeconds(20);

  private final Mailbox<String> box = new Mailbox<>(Time.REAL, 2);

  @Test
  void comesOutAsItWentIn() throws Exception {
    assertThat(box.offer("a", Duration.ZERO)).isTrue();
    assertThat(box.offer("b", Duration.ZERO)).isTrue();
    assertThat(box.take()).isEqualTo("a");
    assertThat(box.poll(Duration.ZERO)).contains("b");
    assertThat(box.poll()).isEmpty();
  }

  @Test
  void isFullAtItsCapacityUntilSomethingIsTaken() throws Exception {
    box.offer("a", Duration.ZERO);
    box.offer("b", Duration.ZERO);
    assertThat(box.offer("c", Duration.ofMillis(1))).isFalse();
    Thread taker = Time.REAL.thread("taker", () -> assertThat(box.poll()).contains("a"));
    taker.start();
    assertThat(box.offer("c", LONG)).isTrue();
    assertThat(box.take()).isEqualTo("b");
  }

  @Test
  void whoWaitsGetsWhatComes() throws Exception {
    Thread giver = Time.REAL.thread("giver", () -> offer("late"));
    giver.start();
    assertThat(box.poll(LONG)).contains("late");
    assertThat(box.poll(Duration.ofMillis(1))).isEmpty();
    assertThat(Time.REAL.join(giver, LONG)).isTrue();
  }

  private void offer(String word) {
    try {
      assertThat(box.offer(word, LONG)).isTrue();
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void aGateLetsThroughOnceItIsOpen() throws Exception {
    Gate gate = new Gate(Time.REAL);
    assertThat(gate.await(Duration.ofMillis(1))).isFalse();
    Time.REAL.thread("porter", gate::open).start();
    assertThat(gate.await(LONG)).isTrue();
    assertThat(gate.await(Duration.ZERO)).isTrue();
  }
}
