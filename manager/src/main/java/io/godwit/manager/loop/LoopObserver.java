package io.godwit.manager.loop;

import java.util.List;

/**
 * Hears what the loop does, on the loop's own thread: whatever it does there makes decisions wait.
 *
 * @param <R> records
 */
public interface LoopObserver<R> {
  /** What became of a decision. */
  enum Verdict {
    /** A new state was published. */
    CHANGED,
    /** Nothing was to change. */
    UNCHANGED,
    /** It was refused, by itself or by an invariant. */
    REFUSED,
    /** The store did not take its records; nothing changed. */
    NOT_KEPT,
    /** Nobody knows whether the store took its records; the loop ends. */
    UNCERTAIN
  }

  /**
   * A decision is over.
   *
   * @param waitedNanos in the queue
   * @param tookNanos decided, kept and published
   */
  void decided(Verdict verdict, long waitedNanos, long tookNanos);

  /** Records have been kept, and are about to be published. */
  void committed(List<R> records, long tookNanos);

  /** Hears nothing. */
  static <R> LoopObserver<R> none() {
    return new LoopObserver<>() {
      @Override
      public void decided(Verdict verdict, long waitedNanos, long tookNanos) {}

      @Override
      public void committed(List<R> records, long tookNanos) {}
    };
  }
}
