package io.godwit.testbed.simulation.scheduler;

import io.godwit.manager.time.Gate;
import io.godwit.manager.time.Time;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a fiber waits for one answer. Only the first answer counts.
 *
 * @param <T> the answer
 */
public final class Slot<T> {
  private final Gate gate;
  private @Nullable T answer;

  public Slot(Time time) {
    this.gate = new Gate(time);
  }

  /** Answers. Does not block. */
  public void put(T value) {
    if (answer == null) {
      answer = value;
      gate.open();
    }
  }

  public boolean isFilled() {
    return answer != null;
  }

  /** The answer, if it comes in time. */
  public Optional<T> take(Duration patience) throws InterruptedException {
    return gate.await(patience) ? Optional.ofNullable(answer) : Optional.empty();
  }
}
