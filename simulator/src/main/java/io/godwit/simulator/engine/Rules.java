package io.godwit.simulator.engine;

/**
 * How a day is counted.
 *
 * @param offsetSeconds steps are so much after the samples, and see the line between two of them
 * @param first interval between two steps that counts
 * @param end the first that does not count any more
 * @param departures whether a VM that wants nothing in a step after the first is gone for good
 * @param idle whether a host whose VMs want nothing draws power
 * @param moves how those of a step follow one another
 */
public record Rules(
    double offsetSeconds, int first, int end, Departures departures, Idle idle, Moves moves) {
  /** The whole day: every VM stays, every host that is on draws power. */
  public static Rules wholeDay(int samples) {
    return new Rules(0, 0, samples, Departures.NEVER, Idle.DRAWS, Moves.AT_ONCE);
  }

  /**
   * As CloudSim 3.0.3 counts, found out by reproducing its figures to the last digit: its events
   * are a tenth of a second after the samples, the first interval has no energy yet, the last is
   * not played, a host without load draws nothing, and a VM that wants nothing is taken for
   * completed.
   */
  public static Rules reference(int samples) {
    return new Rules(0.1, 1, samples - 1, Departures.WHEN_IDLE, Idle.DRAWS_NOTHING, Moves.AT_ONCE);
  }

  public Rules {
    if (!(offsetSeconds >= 0)
        || offsetSeconds >= Engine.STEP_SECONDS
        || first < 0
        || end <= first) {
      throw new IllegalArgumentException("no day is counted like that");
    }
  }

  /** The same with moves that follow one another so. */
  public Rules moving(Moves how) {
    return new Rules(offsetSeconds, first, end, departures, idle, how);
  }

  /** Whether VMs leave. */
  public enum Departures {
    NEVER,
    WHEN_IDLE
  }

  /** What a host without load draws. */
  public enum Idle {
    DRAWS,
    DRAWS_NOTHING
  }

  /** How the moves of a step follow one another. */
  public enum Moves {
    /** All begin with the step, however many leave one host: as the reference has it. */
    AT_ONCE,
    /**
     * Each waits for its turn as it does at a manager, and for those that it is planned to come
     * after. One that would not arrive before the next step is not begun: there is another plan by
     * then.
     */
    IN_LINE
  }
}
