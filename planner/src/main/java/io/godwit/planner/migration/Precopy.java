package io.godwit.planner.migration;

/**
 * A precopy, round by round.
 *
 * @param seconds from the first byte to the last
 * @param wire bytes sent
 * @param last bytes of memory that are sent while the guest stands still
 * @param rounds passes, the first full one included
 * @param ends whether a round became small enough
 */
record Precopy(double seconds, double wire, double last, int rounds, boolean ends) {
  /** More rounds than QEMU does in any migration that ends. */
  private static final int MAX_ROUNDS = 500;

  /** A round that sends so much of what the one before sent makes no progress. */
  private static final double STALL = 0.98;

  /** That often in a row: the first rounds of a saturated guest still fall slowly. */
  private static final int PATIENCE = 3;

  /**
   * How memory travels.
   *
   * @param firstSeconds the first pass
   * @param firstWire bytes of it on the wire
   * @param memoryRate bytes of memory per second of later rounds
   * @param share bytes on the wire for one of memory in later rounds
   */
  record Pace(double firstSeconds, double firstWire, double memoryRate, double share) {}

  /**
   * @param held how the guest rewrites its memory from the second round on
   * @param pauseSeconds what the last round may take
   * @param mostSeconds when it is given up
   */
  static Precopy run(
      Pace pace, DirtyModel free, DirtyModel held, double pauseSeconds, double mostSeconds) {
    double seconds = pace.firstSeconds();
    double wire = pace.firstWire();
    double pending = free.within(seconds);
    int rounds = 1;
    int stalled = 0;
    while (pending / pace.memoryRate() > pauseSeconds) {
      double time = pending / pace.memoryRate();
      if (rounds >= MAX_ROUNDS || stalled >= PATIENCE || seconds + time > mostSeconds) {
        return new Precopy(seconds, wire, pending, rounds, false);
      }
      double next = held.within(time);
      stalled = next >= STALL * pending ? stalled + 1 : 0;
      seconds += time;
      wire += pending * pace.share();
      pending = next;
      rounds++;
    }
    seconds += pending / pace.memoryRate();
    wire += pending * pace.share();
    return new Precopy(seconds, wire, pending, rounds, true);
  }
}
