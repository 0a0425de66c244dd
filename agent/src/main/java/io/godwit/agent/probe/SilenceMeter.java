package io.godwit.agent.probe;

import java.time.Duration;

/**
 * Finds the longest silence among questions and answers. Pure; for one thread. Times are
 * nanoseconds of one clock.
 *
 * <p>A silence begins with the last answer before it, but not longer than one pace before the first
 * question that had none: when the asker itself stood still, nobody was asked, and that is nobody's
 * silence. It ends with the next answer. What was before the first answer is no silence either,
 * because nobody knows when it began; it is kept apart, as {@link #blind}.
 */
final class SilenceMeter {
  private static final long NONE = Long.MIN_VALUE;

  private final long pace;
  private long asked;
  private long answers;
  private long unanswered = NONE;
  private long lastAnswer = NONE;
  private long longest;
  private long blind;

  /**
   * @param pace how often it is asked
   */
  SilenceMeter(Duration pace) {
    this.pace = pace.toNanos();
  }

  /** It is asked. */
  void asked(long at) {
    asked++;
    if (unanswered == NONE) {
      unanswered = at;
    }
  }

  /** It has answered, to all that was asked before. */
  void answered(long at) {
    answers++;
    if (unanswered != NONE) {
      if (lastAnswer == NONE) {
        blind = Math.max(blind, at - unanswered);
      } else {
        longest = Math.max(longest, at - Math.max(lastAnswer, unanswered - pace));
      }
      unanswered = NONE;
    }
    lastAnswer = at;
  }

  /** Nobody asks for a while: what comes after it is a new beginning. */
  void rest() {
    unanswered = NONE;
    lastAnswer = NONE;
  }

  long asked() {
    return asked;
  }

  long answers() {
    return answers;
  }

  /** Longest silence between two answers. */
  Duration longest() {
    return Duration.ofNanos(longest);
  }

  /** Longest time before a first answer. */
  Duration blind() {
    return Duration.ofNanos(blind);
  }

  /** How long the silence is that has not ended yet; zero if there is none. */
  Duration open(long now) {
    return unanswered == NONE
        ? Duration.ZERO
        : Duration.ofNanos(
            Math.max(
                0,
                now - (lastAnswer == NONE ? unanswered : Math.max(lastAnswer, unanswered - pace))));
  }
}
