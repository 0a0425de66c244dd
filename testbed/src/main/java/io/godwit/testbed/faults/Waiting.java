package io.godwit.testbed.faults;

import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Asks again and again, also while no manager answers. */
final class Waiting {
  private static final Duration PAUSE = Duration.ofMillis(5);

  private Waiting() {}

  /** The first answer that is wanted; none if there is none in time. */
  static <T> Optional<T> until(Duration patience, Supplier<T> question, Predicate<T> wanted)
      throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    do {
      Optional<T> answer = ask(question).filter(wanted);
      if (answer.isPresent()) {
        return answer;
      }
      Thread.sleep(PAUSE);
    } while (System.nanoTime() < end);
    return Optional.empty();
  }

  private static <T> Optional<T> ask(Supplier<T> question) {
    try {
      return Optional.of(question.get());
    } catch (GodwitException away) {
      if (away.code() == ErrorCode.MANAGER_UNREACHABLE
          || away.code() == ErrorCode.OUTCOME_UNKNOWN) {
        return Optional.empty();
      }
      throw away;
    }
  }
}
