package io.godwit.manager.orchestration;

import io.godwit.manager.inventory.DataCenter;
import io.godwit.manager.loop.Published;
import java.time.Duration;
import java.util.function.Predicate;

/** Waits for the state to be as wanted. */
final class Waiting {
  private Waiting() {}

  /**
   * Waits.
   *
   * @return whether it came to that within {@code patience}, and before the manager stopped to lead
   */
  static boolean until(Tools tools, Predicate<DataCenter> condition, Duration patience)
      throws InterruptedException {
    long end = tools.time().nanos() + patience.toNanos();
    Published<DataCenter> seen = tools.inventory().newest();
    while (!condition.test(seen.state())) {
      long left = end - tools.time().nanos();
      if (left <= 0 || tools.inventory().isClosed()) {
        return false;
      }
      seen = tools.inventory().awaitAfter(seen.version(), Duration.ofNanos(left));
    }
    return true;
  }
}
