package io.godwit.manager.orchestration;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.manager.orchestration.Resolution.Destination;
import io.godwit.manager.orchestration.Resolution.Source;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.Problem;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ResolutionTest {
  private static final Problem WHY = new Problem(ErrorCode.INTERNAL, "So.", "Then.");
  private static final List<Source> SOURCES =
      List.of(
          new Source.Awaited(),
          new Source.HandedOver(FakeAgent.REPORT),
          new Source.StaysHere(WHY),
          new Source.Unknown(WHY),
          new Source.Silent(WHY));
  private static final List<Destination> DESTINATIONS =
      List.of(
          new Destination.Awaited(),
          new Destination.Runs(FakeAgent.STOPPED_AT),
          new Destination.Ahead(FakeAgent.STOPPED_AT),
          new Destination.Failed(WHY),
          new Destination.Removed(),
          new Destination.Silent(WHY));

  @ParameterizedTest
  @CsvSource({
    "0, WAIT, WAIT, WAIT, PROBE, CANCEL_SOURCE, WAIT",
    "1, WAIT, COMPLETE, COMPLETE, PROBE, TAKE_BACK, PARK",
    "2, STAY, CONTRADICTION, CONTRADICTION, STAY, STAY, STAY",
    "3, WAIT, COMPLETE, TORN, PROBE, CRASHED, PARK",
    "4, PARK, COMPLETE, PARK, PARK, PARK, PARK",
  })
  void everyPairHasItsStep(
      int source,
      String awaited,
      String runs,
      String ahead,
      String failed,
      String removed,
      String silent) {
    assertThat(SOURCES).hasSize(Source.class.getPermittedSubclasses().length);
    assertThat(DESTINATIONS).hasSize(Destination.class.getPermittedSubclasses().length);
    assertThat(
            DESTINATIONS.stream()
                .map(destination -> Resolution.next(SOURCES.get(source), destination).name()))
        .containsExactly(awaited, runs, ahead, failed, removed, silent);
  }
}
