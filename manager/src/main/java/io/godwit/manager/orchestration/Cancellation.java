package io.godwit.manager.orchestration;

import io.godwit.model.error.GodwitException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Whether a migration can be cancelled, and who has to be told. Shared by the migration's thread
 * and those that cancel it.
 */
final class Cancellation {
  /** What a cancel takes. */
  enum Way {
    /** The migration has not begun to copy: it ends at its next phase. */
    BY_ITSELF,
    /** It copies: the destination decides, and then the source is told. */
    BY_ITS_ENDS
  }

  /** How far the migration is. */
  private enum Stage {
    BEFORE_COPY,
    COPYING,
    OVER
  }

  private final Sentences sentences;
  private final CountDownLatch sourceTold = new CountDownLatch(1);
  private Stage stage = Stage.BEFORE_COPY;
  private boolean asked;

  Cancellation(Sentences sentences) {
    this.sentences = sentences;
  }

  /**
   * Asks for the end.
   *
   * @throws GodwitException MIGRATION_TOO_LATE
   */
  synchronized Way ask() {
    if (stage == Stage.OVER) {
      throw sentences.tooLate();
    }
    asked = true;
    return stage == Stage.BEFORE_COPY ? Way.BY_ITSELF : Way.BY_ITS_ENDS;
  }

  /** It was refused: nobody waits for a cancelled end any more. */
  synchronized void withdraw() {
    asked = false;
  }

  synchronized boolean isAsked() {
    return asked;
  }

  /**
   * Goes on unless someone has asked for the end.
   *
   * @throws GodwitException MIGRATION_CANCELLED
   */
  synchronized void refuseIfAsked() {
    if (asked) {
      throw sentences.cancelled().asException();
    }
  }

  /** From now on the source has to be told; refuses like {@link #refuseIfAsked}, in one step. */
  synchronized void copyBegins() {
    refuseIfAsked();
    stage = Stage.COPYING;
  }

  /** Goes on with a copy that another manager began. */
  synchronized void copyGoesOn() {
    stage = Stage.COPYING;
    sourceTold.countDown();
  }

  /** The source has heard of the copy, or never will. */
  void sourceTold() {
    sourceTold.countDown();
  }

  /**
   * A cancel that reaches the source before the copy would find nothing to cancel.
   *
   * @throws GodwitException MIGRATION_TOO_LATE if that takes too long
   */
  void awaitSourceTold(Duration patience) throws InterruptedException {
    if (!sourceTold.await(patience.toNanos(), TimeUnit.NANOSECONDS)) {
      throw sentences.tooLate();
    }
  }

  synchronized void over() {
    stage = Stage.OVER;
  }
}
