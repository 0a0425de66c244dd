package io.godwit.planner.migration;

import io.godwit.model.migration.Forecast;
import io.godwit.model.migration.MigrationLimits;
import java.util.List;
import java.util.Optional;

/** What {@link Strategy} says of a migration. */
public sealed interface Choice {

  /** What is expected, of the way that was chosen or of the one that comes closest. */
  Forecast forecast();

  /** Each way that was looked at, with its numbers, as sentences. */
  List<String> log();

  /** It can be done within limits, or nothing says that it cannot. */
  record Chosen(Forecast forecast, List<String> log) implements Choice {
    public Chosen {
      log = List.copyOf(log);
    }
  }

  /**
   * No way keeps to the limits.
   *
   * @param missed what of the limits the closest way would break, with numbers
   * @param relaxation the cheapest change of the limits that would do, if there is one
   */
  record Refused(
      Forecast forecast, List<String> log, String missed, Optional<Relaxation> relaxation)
      implements Choice {
    public Refused {
      log = List.copyOf(log);
    }
  }

  /**
   * Limits under which it could be done.
   *
   * @param sentence what differs from those that were asked for
   */
  record Relaxation(MigrationLimits limits, String sentence) {}
}
