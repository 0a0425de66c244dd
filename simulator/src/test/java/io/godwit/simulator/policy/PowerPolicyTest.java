package io.godwit.simulator.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.planner.power.PowerSettings;
import io.godwit.simulator.engine.Center;
import io.godwit.simulator.engine.Days;
import io.godwit.simulator.engine.Engine;
import io.godwit.simulator.engine.Moment;
import io.godwit.simulator.engine.Outcome;
import io.godwit.simulator.engine.Policy;
import io.godwit.simulator.engine.Rules;
import io.godwit.simulator.trace.Trace;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Power management over a day. */
final class PowerPolicyTest {
  private static Outcome play(Center center, Policy policy) {
    return Engine.run(center, policy, Rules.wholeDay(center.cpu().samples()));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void savesMostOfWhatCanBeSavedOnAnySeed(long seed) {
    Center center = Center.planetlab(Days.synthetic(160, seed), 160, false);
    Outcome still = play(center, Policy.NONE);
    Outcome moved = play(center, new PowerPolicy(PowerSettings.dense()));
    assertThat(moved.energyKwh()).as("seed %d", seed).isLessThan(0.4 * still.energyKwh());
    assertThat(moved.violations().ofAllTime()).as("seed %d", seed).isLessThan(0.03);
    assertThat(moved.migrationsPerVmDay()).as("seed %d", seed).isLessThan(6);
  }

  @Test
  void whereMovesWaitForTheirTurnPackingGoesOnUntilItIsDone() {
    Center center = Center.planetlab(Days.synthetic(400, 1), 400, false);
    Outcome atOnce = play(center, new PowerPolicy(PowerSettings.standard()));
    Outcome inLine =
        Engine.run(
            center,
            new PowerPolicy(PowerSettings.standard()),
            Rules.wholeDay(center.cpu().samples()).moving(Rules.Moves.IN_LINE));
    assertThat(inLine.waiting().leftOut()).isPositive();
    assertThat(inLine.energyKwh()).isLessThan(1.1 * atOnce.energyKwh());
  }

  @Test
  void theSameDayIsDecidedTheSameEachTime() {
    Center center = Center.planetlab(Days.synthetic(120, 6), 80, false);
    assertThat(play(center, new PowerPolicy(PowerSettings.standard())))
        .isEqualTo(play(center, new PowerPolicy(PowerSettings.standard())));
  }

  /** Two days that are equal until noon are decided equally until noon. */
  @Test
  void whatComesDoesNotCount() {
    Trace day = Days.synthetic(120, 8);
    int noon = day.samples() / 2;
    double[][] other = new double[day.size()][day.samples()];
    for (int vm = 0; vm < day.size(); vm++) {
      for (int sample = 0; sample < day.samples(); sample++) {
        other[vm][sample] = sample < noon ? day.percent(vm, sample) : 100 - day.percent(vm, sample);
      }
    }
    Trace changed = new Trace(day.name(), day.vms(), other, 0);
    assertThat(homes(Center.planetlab(changed, 160, false), noon))
        .isEqualTo(homes(Center.planetlab(day, 160, false), noon));
  }

  private static List<Policy.Decision> homes(Center center, int until) {
    PowerPolicy policy = new PowerPolicy(PowerSettings.dense());
    List<Policy.Decision> decisions = new ArrayList<>();
    play(
        center,
        (Moment moment) -> {
          Policy.Decision decision = policy.decide(moment);
          if (moment.step() < until) {
            decisions.add(decision);
          }
          return decision;
        });
    return decisions;
  }
}
