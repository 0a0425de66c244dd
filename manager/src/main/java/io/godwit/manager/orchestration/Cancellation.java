package io.godwit.manager.orchestration;

import io.godwit.manager.time.Gate;
import io.godwit.manager.time.Time;
import io.godwit.model.error.GodwitException;
import java.time.Duration;

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
  private final Gate sourceTold;
  private Stage stage = Stage.BEFORE_COPY;
  private boolean asked;

  Cancellation(Sentences sentences, Time time) {
    this.sentences = sentences;
    this.sourceTold = new Gate(time);
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
    sourceTold.open();
  }

  /** The source has heard of the copy, or never will. */
  void sourceTold() {
    sourceTold.open();
  }

  /**
   * A cancel that reaches the source before the copy would find nothing to cancel.
   *
   * @throws GodwitException MIGRATION_TOO_LATE if that takes too long
   */
  void awaitSourceTold(Duration patience) throws InterruptedException {
    if (!sourceTold.await(patience)) {
      throw sentences.tooLate();
    }
  }

  /**
   * From now on it is too late.
   *
   * @return false, and nothing changes, if someone has asked before
   */
  synchronized boolean closeUnlessAsked() {
    if (asked) {
      return false;
    }
    stage = Stage.OVER;
    return true;
  }

  synchronized void over() {
    stage = Stage.OVER;
  }
}
