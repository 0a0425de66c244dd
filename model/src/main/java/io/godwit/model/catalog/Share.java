package io.godwit.model.catalog;

import org.jspecify.annotations.Nullable;

/**
 * What a pool or a VM has of one resource. Of processors the unit is a hundredth of a core, of
 * memory a byte.
 *
 * @param reservation what is kept; 0 if nothing is
 * @param limit the most it may use; none if null
 * @param weight its part where resources are short, against its siblings'; 1 to 1,000,000
 */
public record Share(long reservation, @Nullable Long limit, int weight) {
  /** The weights that have names; half and twice as much as any other. */
  public static final int LOW = 2000;

  public static final int NORMAL = 4000;
  public static final int HIGH = 8000;

  /** Nothing kept, no limit, as much as any other. */
  public static final Share DEFAULT = new Share(0, null, NORMAL);

  /** As many levels between a test machine and what the company lives on as anyone has used. */
  private static final int MAX_WEIGHT = 1_000_000;

  /** A pebibyte, ten trillion cores; sums of a cluster's pools stay far from the end of a long. */
  private static final long MAX_AMOUNT = 1L << 50;

  public Share {
    if (reservation < 0 || reservation > MAX_AMOUNT) {
      throw new IllegalArgumentException("a reservation is 0 to " + MAX_AMOUNT);
    }
    if (limit != null && (limit < 1 || limit > MAX_AMOUNT)) {
      throw new IllegalArgumentException("a limit is 1 to " + MAX_AMOUNT);
    }
    if (limit != null && limit < reservation) {
      throw new IllegalArgumentException("a limit is not smaller than what is reserved");
    }
    if (weight < 1 || weight > MAX_WEIGHT) {
      throw new IllegalArgumentException("shares are 1 to " + MAX_WEIGHT);
    }
  }
}
