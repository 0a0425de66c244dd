package io.godwit.manager.identity.password;

/**
 * What one hash costs (RFC 9106).
 *
 * @param memoryKib 8 KiB to 1 GiB; more would let a forged entry take the manager's memory
 * @param passes 1 to 16
 * @param lanes 1 to 8
 */
record Argon2Cost(int memoryKib, int passes, int lanes) {
  /** The second choice of OWASP's password storage sheet: 19 MiB, two passes, one lane. */
  static final Argon2Cost CURRENT = new Argon2Cost(19 * 1024, 2, 1);

  private static final int MAX_MEMORY_KIB = 1024 * 1024;
  private static final int MAX_PASSES = 16;
  private static final int MAX_LANES = 8;

  Argon2Cost {
    boolean bounded =
        lanes >= 1
            && lanes <= MAX_LANES
            && passes >= 1
            && passes <= MAX_PASSES
            && memoryKib >= 8 * lanes
            && memoryKib <= MAX_MEMORY_KIB;
    if (!bounded) {
      throw new IllegalArgumentException("an argon2 cost is out of bounds");
    }
  }

  /** Whether a hash of this cost should be made anew. */
  boolean isBelow(Argon2Cost other) {
    return memoryKib < other.memoryKib || passes < other.passes;
  }
}
