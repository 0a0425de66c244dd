package io.godwit.model.catalog;

/**
 * Whether and how eagerly the load of a cluster is balanced.
 *
 * @param threshold 1 for only what rules demand, to 5 for any gain
 */
public record Balancing(Mode mode, int threshold) {
  public static final int LEAST = 1;
  public static final int MOST = 5;

  /** Somebody is told what would be better, and nothing moves by itself. */
  public static final Balancing DEFAULT = new Balancing(Mode.MANUAL, 3);

  public Balancing {
    if (threshold < LEAST || threshold > MOST) {
      throw new IllegalArgumentException(
          "a threshold is " + LEAST + " to " + MOST + ", not " + threshold);
    }
  }

  /** Who decides. */
  public enum Mode {
    /** Nobody looks. */
    OFF,
    /** Moves are proposed; people approve them. */
    MANUAL,
    /** As manual, but where a new VM starts is chosen for it. */
    PARTIAL,
    /** Moves are made. */
    AUTOMATIC
  }
}
