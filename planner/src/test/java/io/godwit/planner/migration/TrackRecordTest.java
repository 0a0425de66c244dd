package io.godwit.planner.migration;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.model.migration.Calibration;
import io.godwit.model.migration.Compression;
import io.godwit.model.migration.Course;
import io.godwit.model.migration.Forecast;
import io.godwit.model.migration.MigrationLimits;
import io.godwit.model.migration.MigrationResult;
import io.godwit.model.migration.Postcopy;
import io.godwit.model.migration.Secrecy;
import io.godwit.model.migration.Transport;
import io.godwit.model.unit.DataSize;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

final class TrackRecordTest {
  private static final Offset<Double> CLOSE = Offset.offset(0.02);

  @Test
  void fewMigrationsSayNothing() {
    assertThat(calibration(List.of())).isEqualTo(Calibration.NONE);
    assertThat(calibration(Collections.nCopies(2, outcome(Calibration.NONE, 2))))
        .isEqualTo(Calibration.NONE);
  }

  @Test
  void theMedianCounts() {
    List<TrackRecord.Outcome> outcomes =
        List.of(
            outcome(Calibration.NONE, 100),
            outcome(Calibration.NONE, 1.5),
            outcome(Calibration.NONE, 1.4));
    Calibration found = calibration(outcomes);
    assertThat(found.duration()).isCloseTo(1.5, CLOSE);
    assertThat(found.downtime()).isCloseTo(1.5, CLOSE);
    assertThat(found.samples()).isEqualTo(3);
  }

  @Test
  void aCorrectedForecastThatWasRightKeepsItsCorrection() {
    Calibration twice = new Calibration(1, 2, 2, 9);
    Calibration found = calibration(Collections.nCopies(5, outcome(twice, 1)));
    assertThat(found.duration()).isCloseTo(2, CLOSE);
  }

  @Test
  void onlyTheNewestCountAndWithinReason() {
    List<TrackRecord.Outcome> outcomes = new ArrayList<>();
    outcomes.addAll(Collections.nCopies(TrackRecord.NEWEST, outcome(Calibration.NONE, 1000)));
    outcomes.addAll(Collections.nCopies(100, outcome(Calibration.NONE, 1)));
    Calibration found = calibration(outcomes);
    assertThat(found.duration()).isEqualTo(Calibration.WIDEST);
    assertThat(found.samples()).isEqualTo(TrackRecord.NEWEST);
  }

  @Test
  void whatWasAssumedIsNotCountedAgainstTheModel() {
    Forecast assumed =
        new Candidates(Guests.on(Link.UNKNOWN, null), MigrationLimits.DEFAULT).gentle().getFirst();
    List<TrackRecord.Outcome> outcomes =
        Collections.nCopies(9, new TrackRecord.Outcome(assumed, actual(assumed, 3)));
    assertThat(calibration(outcomes)).isEqualTo(Calibration.NONE);
  }

  @Test
  void copiesOfAnotherKindAreCorrectedByTheirOwn() {
    Transport packed = new Transport(2, Compression.ZSTD, Postcopy.OFF, Secrecy.CLEAR);
    List<TrackRecord.Outcome> outcomes =
        new ArrayList<>(Collections.nCopies(9, outcome(Calibration.NONE, 1.5)));
    outcomes.addAll(0, Collections.nCopies(3, outcome(packed, Calibration.NONE, 3)));
    assertThat(calibration(outcomes).downtime()).isCloseTo(1.5, CLOSE);
    TrackRecord past = TrackRecord.of(outcomes);
    assertThat(past.calibration(packed, false).downtime()).isCloseTo(3, CLOSE);
    assertThat(past.calibration(packed, false).samples()).isEqualTo(3);
    Transport secret = new Transport(1, Compression.NONE, Postcopy.OFF, Secrecy.TUNNELLED);
    assertThat(past.calibration(secret, false)).as("none of its own").isEqualTo(past.overall());
  }

  private static Calibration calibration(List<TrackRecord.Outcome> outcomes) {
    return TrackRecord.of(outcomes).calibration(Transport.PLAIN, false);
  }

  private static TrackRecord.Outcome outcome(Calibration used, double factor) {
    return outcome(Transport.PLAIN, used, factor);
  }

  private static TrackRecord.Outcome outcome(Transport by, Calibration used, double factor) {
    Situation known = Guests.rewriting(5, 40);
    Situation situation =
        new Situation(
            known.memory(),
            null,
            known.facts(),
            known.link(),
            2,
            Guests.ALL,
            Secrecy.CLEAR,
            new TrackRecord(used, Map.of()));
    Forecast predicted =
        new Forecaster(situation, MigrationLimits.DEFAULT)
            .of(new Course(by, 0, false, Duration.ofMillis(260)));
    return new TrackRecord.Outcome(predicted, actual(predicted, factor));
  }

  private static MigrationResult actual(Forecast predicted, double factor) {
    Duration copy = Duration.ofMillis(Math.round(predicted.duration().toMillis() * factor));
    Duration downtime = Duration.ofMillis(Math.round(predicted.downtime().toMillis() * factor));
    return new MigrationResult(
        copy,
        downtime,
        downtime,
        copy,
        DataSize.ofBytes(Math.round(predicted.transferred().bytes() * factor)),
        3);
  }
}
