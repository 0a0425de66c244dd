package io.godwit.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.model.vm.Generation;
import io.godwit.model.vm.VmObservation;
import io.godwit.model.vm.VmState;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class AgentTest {
  @ParameterizedTest
  @EnumSource(VmState.class)
  void whatQemuDoesForAMigrationIsNotMeasuredAsTheGuestsDemand(VmState state) {
    boolean isMeasured =
        switch (state) {
          case RUNNING, PAUSED, STOPPING, UNRESPONSIVE -> true;
          default -> false;
        };
    assertThat(Agent.measured(List.of(in(state)))).hasSize(isMeasured ? 1 : 0);
  }

  private static VmObservation in(VmState state) {
    return new VmObservation(
        HostFixture.VM,
        new Generation(1),
        HostFixture.SPEC,
        state,
        Instant.EPOCH,
        4711,
        null,
        null,
        null);
  }
}
