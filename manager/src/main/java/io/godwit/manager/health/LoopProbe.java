package io.godwit.manager.health;

import io.godwit.model.error.GodwitException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether decisions are taken: puts one that changes nothing into the queue. While one is on
 * its way, no other is sent.
 */
public final class LoopProbe implements Part {
  /** A queue that needs longer is not one that people should wait in. */
  public static final Duration PATIENCE = Duration.ofSeconds(2);

  private static final String NAME = "loop";

  private final Supplier<String> decision;
  private final Duration patience;
  private @Nullable Attempt running;

  /**
   * @param decision takes a decision and returns once it is taken, with a phrase for people
   */
  public LoopProbe(Supplier<String> decision, Duration patience) {
    this.decision = decision;
    this.patience = patience;
  }

  private static final class Attempt {
    final CountDownLatch over = new CountDownLatch(1);
    volatile @Nullable String failure;
    volatile String detail = "";
  }

  @Override
  public Finding check() {
    Attempt attempt = attempt();
    try {
      if (!attempt.over.await(patience.toNanos(), TimeUnit.NANOSECONDS)) {
        return notReady("no decision was taken within " + patience.toMillis() + " ms");
      }
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
      return notReady("the question was given up");
    }
    String failure = attempt.failure;
    return failure == null
        ? new Finding(NAME, Finding.State.READY, attempt.detail)
        : notReady(failure);
  }

  private synchronized Attempt attempt() {
    Attempt known = running;
    if (known != null && known.over.getCount() > 0) {
      return known;
    }
    Attempt fresh = new Attempt();
    running = fresh;
    Thread.ofVirtual()
        .name("probe-loop")
        .start(() -> {
          try {
            fresh.detail = decision.get();
          } catch (GodwitException refused) {
            fresh.failure = refused.problem().detail();
          } catch (RuntimeException defect) {
            fresh.failure = "a decision broke: " + defect;
          } finally {
            fresh.over.countDown();
          }
        });
    return fresh;
  }

  private static Finding notReady(String why) {
    return new Finding(NAME, Finding.State.NOT_READY, why);
  }
}
