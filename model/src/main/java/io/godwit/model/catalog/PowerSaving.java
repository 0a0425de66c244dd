package io.godwit.model.catalog;

/**
 * Whether hosts of a cluster that are not needed are switched off.
 *
 * @param low percent; only hosts with less in use over 40 minutes are emptied, 0 to {@code high}
 * @param high percent; so much of a host may be in use over 40 minutes, up to 100
 * @param keptOn hosts that stay on at least, 1 or more
 * @param spareHosts hosts whose failure the others that are on have to bear, 0 or more
 */
public record PowerSaving(Mode mode, int low, int high, int keptOn, int spareHosts) {
  public static final int MOST_HOSTS = 10_000;

  /** Nothing is switched; between 45 and 81 % if somebody turns it on, one host in reserve. */
  public static final PowerSaving DEFAULT = new PowerSaving(Mode.OFF, 45, 81, 1, 1);

  public PowerSaving {
    if (low < 0 || low > high || high > 100) {
      throw new IllegalArgumentException(
          "the use of hosts is kept between two percentages, the lower first, not between "
              + low
              + " and "
              + high);
    }
    if (keptOn < 1 || keptOn > MOST_HOSTS) {
      throw new IllegalArgumentException(
          "1 to " + MOST_HOSTS + " hosts are kept on at least, not " + keptOn);
    }
    if (spareHosts < 0 || spareHosts > MOST_HOSTS) {
      throw new IllegalArgumentException(
          "0 to " + MOST_HOSTS + " hosts are in reserve, not " + spareHosts);
    }
  }

  /** Who decides. */
  public enum Mode {
    /** Nobody looks. */
    OFF,
    /** What is worth switching is shown; people approve it. */
    MANUAL,
    /** Hosts are emptied and switched. */
    AUTOMATIC
  }
}
