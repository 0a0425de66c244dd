package io.godwit.planner.migration;

import io.godwit.model.migration.Forecast;
import io.godwit.model.migration.MigrationLimits;

/** What it does to a migration to share its link with another one. */
public final class Crowding {
  /** One that has the same to send and gets half of the link takes twice as long. */
  public static final double FAIR = 2;

  private Crowding() {}

  /**
   * How many times as long a migration takes on half of its link. One that the link does not hold
   * up takes as long as before, 1; a guest that rewrites its memory takes more than {@link #FAIR},
   * because what it rewrites meanwhile has to be sent as well. Of a guest or a link that was not
   * measured nothing worse than fair is said.
   *
   * @param chosen how it goes about it with the whole link
   */
  public static double of(Situation situation, MigrationLimits limits, Forecast chosen) {
    Situation shared = situation.with(situation.link().halved());
    double alone = Math.max(1, chosen.duration().toMillis());
    double times =
        Math.max(
            1, new Forecaster(shared, limits).of(chosen.course()).duration().toMillis() / alone);
    return situation.isFounded() ? times : Math.min(FAIR, times);
  }
}
