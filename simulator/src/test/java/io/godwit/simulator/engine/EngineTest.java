package io.godwit.simulator.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.godwit.simulator.engine.Policy.Decision;
import io.godwit.simulator.engine.Policy.Relocation;
import io.godwit.simulator.engine.Rules.Moves;
import io.godwit.simulator.trace.Trace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class EngineTest {
  private static final double WATT_HOURS_OF_A_STEP = 300 / 3.6e6;

  private static Trace trace(double[]... rows) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < rows.length; i++) {
      names.add("vm" + i);
    }
    return new Trace("test", names, rows, 0);
  }

  private static Center center(Trace trace, VmType size, Integer... start) {
    return new Center(
        List.of(HostType.ML110_G5, HostType.ML110_G5, HostType.ML110_G4),
        Collections.nCopies(trace.size(), size),
        trace,
        null,
        List.of(start));
  }

  private static Policy at(int step, Relocation... moves) {
    return moment -> moment.step() == step ? Decision.moving(List.of(moves)) : Decision.NOTHING;
  }

  private static Outcome play(Center center, Policy policy) {
    return Engine.run(center, policy, Rules.wholeDay(center.cpu().samples()));
  }

  @Test
  void energyIsTheAreaUnderTheCurve() {
    Center center = center(trace(new double[] {0, 100, 100}), VmType.LARGE, 0);
    double idle = HostType.ML110_G5.power().at(0);
    double busy = HostType.ML110_G5.power().at(2500.0 / 5320);
    assertThat(play(center, Policy.NONE).energyKwh())
        .isEqualTo(((idle + busy) / 2 + busy + busy) * WATT_HOURS_OF_A_STEP, within(1e-9));
  }

  @Test
  void aHostIsOffAsSoonAsItsLastVmHasLeft() {
    Center center = center(trace(new double[] {50, 50}), VmType.LARGE, 0);
    double use = 1250.0 / 5320;
    double seconds = 870 / 62.5;
    double source = HostType.ML110_G5.power().at(use) * seconds;
    double destination =
        HostType.ML110_G5.power().at(use / 10) * seconds
            + HostType.ML110_G5.power().at(use) * (600 - seconds);
    Outcome outcome = play(center, at(0, new Relocation(0, 1)));
    assertThat(outcome.energyKwh()).isEqualTo((source + destination) / 3.6e6, within(1e-9));
    assertThat(outcome.migrations()).isEqualTo(1);
    assertThat(outcome.switchedOff()).isEqualTo(1);
    assertThat(outcome.pdm()).isEqualTo(0.1 * seconds / 600, within(1e-12));
  }

  @Test
  void timeWithTooLittleProcessorIsCountedInFourWays() {
    Trace trace = trace(new double[] {100, 100}, new double[] {100, 100}, new double[] {20, 40});
    Outcome outcome = play(center(trace, VmType.LARGE, 0, 0, 0), Policy.NONE);
    // 5000 + 500 of 5320 is too much in both steps.
    assertThat(outcome.violations().ofAllTime()).isEqualTo(1);
    trace = trace(new double[] {100, 100}, new double[] {100, 100}, new double[] {0, 40});
    outcome = play(center(trace, VmType.LARGE, 0, 0, 0), Policy.NONE);
    assertThat(outcome.violations().ofAllTime()).isEqualTo(0.5);
    // From 5000 to 6000 it is above 5320 for 68 % of the first step.
    assertThat(outcome.violations().onTheLine()).isEqualTo((0.68 + 1) / 2, within(1e-9));
    assertThat(outcome.happiness().least()).isLessThan(1);
  }

  @Test
  void aHostThatReceivesIsShortAsTheReferenceHasIt() {
    Trace trace = trace(new double[] {10, 10}, new double[] {10, 10});
    Outcome outcome = play(center(trace, VmType.LARGE, 0, 1), at(0, new Relocation(0, 1)));
    double seconds = 870 / 62.5;
    assertThat(outcome.violations().ofAllTime()).isZero();
    assertThat(outcome.violations().withArrivals())
        .isEqualTo(seconds / (600 + seconds), within(1e-9));
  }

  @Test
  void aSpareHostDrawsPower() {
    Center center = center(trace(new double[] {0, 0}), VmType.LARGE, 0);
    BitSet spare = new BitSet();
    spare.set(2);
    Outcome outcome = play(center, _ -> new Decision(List.of(), spare));
    assertThat(outcome.energyKwh()).isEqualTo(2 * (93.7 + 86) * WATT_HOURS_OF_A_STEP, within(1e-9));
    assertThat(outcome.hostsOn()).isEqualTo(2);
  }

  @Test
  void whatComesIsHiddenFromPolicies() {
    Center center = center(trace(new double[] {1, 2, 3}), VmType.LARGE, 0);
    assertThatThrownBy(() ->
            play(
                center,
                moment -> {
                  assertThat(moment.demand(0, moment.step())).isEqualTo(25);
                  moment.demand(0, -1);
                  return Decision.NOTHING;
                }))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("nothing is known of step 1");
  }

  @Test
  void aMoveThatCannotBeIsADefectOfThePolicy() {
    Center center = center(trace(new double[] {1, 2}), VmType.LARGE, 0);
    assertThatThrownBy(() -> play(center, at(0, new Relocation(0, 2))))
        .hasMessageContaining("too fast for host 2");
    assertThatThrownBy(() -> play(center, at(0, new Relocation(0, 0))))
        .hasMessageContaining("cannot go");
    assertThatThrownBy(() -> play(center, at(0, new Relocation(0, 1), new Relocation(0, 0))))
        .hasMessageContaining("cannot go");
    Center small = center(trace(new double[] {1, 2}), VmType.MICRO, 0);
    assertThatThrownBy(() -> play(small, at(0, new Relocation(0, 1), new Relocation(0, 2))))
        .hasMessageContaining("cannot go twice");
  }

  private static Outcome inLine(Center center, Policy policy) {
    return Engine.run(center, policy, Rules.wholeDay(center.cpu().samples()).moving(Moves.IN_LINE));
  }

  @Test
  void aHostSendsTwoAtATimeAndTheOthersWait() {
    Trace trace = trace(new double[] {9, 9}, new double[] {9, 9}, new double[] {9, 9});
    Policy leave = at(0, new Relocation(0, 1), new Relocation(1, 1), new Relocation(2, 1));
    double seconds = 870 / 62.5;
    Outcome waiting = inLine(center(trace, VmType.LARGE, 0, 0, 0), leave);
    assertThat(waiting.migrations()).isEqualTo(3);
    assertThat(waiting.waiting().longestSeconds()).isEqualTo(seconds, within(1e-9));
    assertThat(waiting.waiting().meanSeconds()).isEqualTo(seconds / 3, within(1e-9));
    Outcome atOnce = play(center(trace, VmType.LARGE, 0, 0, 0), leave);
    assertThat(atOnce.waiting().longestSeconds()).isZero();
    // What is worked is the same; both hosts are on until the last has left.
    double idle = HostType.ML110_G5.power().at(0);
    assertThat((waiting.energyKwh() - atOnce.energyKwh()) * 3.6e6)
        .isEqualTo(idle * seconds, within(0.01 * idle * seconds));
  }

  @Test
  void whoNeedsAnothersRoomGoesAfterIt() {
    Trace trace = trace(new double[] {9, 9}, new double[] {9, 9});
    Center center = center(trace, VmType.LARGE, 0, 1);
    Outcome swapped = inLine(center, at(0, new Relocation(0, 1, List.of(1)), new Relocation(1, 0)));
    assertThat(swapped.migrations()).isEqualTo(2);
    assertThat(swapped.waiting().longestSeconds()).isEqualTo(870 / 62.5, within(1e-9));
  }

  /** So many on the first host, each with little to do. */
  private static Center crowd(List<VmType> vms) {
    double[][] rows = new double[vms.size()][];
    Arrays.setAll(rows, _ -> new double[] {1, 1});
    Trace trace = trace(rows);
    return new Center(
        List.of(HostType.ML110_G5, HostType.ML110_G5, HostType.ML110_G4),
        vms,
        trace,
        null,
        Collections.nCopies(vms.size(), 0));
  }

  private static List<Relocation> allToTheSecond(int vms) {
    return IntStream.range(0, vms).mapToObj(vm -> new Relocation(vm, 1)).toList();
  }

  @Test
  void whoWouldNotArriveBeforeTheNextStepIsLeftOut() {
    Center center = crowd(Collections.nCopies(60, VmType.LARGE));
    Outcome outcome = inLine(center, at(0, allToTheSecond(60).toArray(Relocation[]::new)));
    // Two at a time, 13.92 s each: 21 times two fit into five minutes.
    assertThat(outcome.migrations()).isEqualTo(42);
    assertThat(outcome.waiting().leftOut()).isEqualTo(18);
    assertThat(outcome.waiting().longestSeconds()).isEqualTo(20 * 870 / 62.5, within(1e-9));
  }

  @Test
  void whoNeedsTheRoomOfOneThatIsLeftOutIsLeftOutToo() {
    List<VmType> vms = new ArrayList<>(Collections.nCopies(22, VmType.MEDIUM));
    vms.add(VmType.MICRO);
    List<Relocation> moves = new ArrayList<>(allToTheSecond(22));
    moves.add(new Relocation(22, 1, List.of(21)));
    Outcome outcome = inLine(crowd(vms), at(0, moves.toArray(Relocation[]::new)));
    // Two at a time, 27.84 s each: 10 times two. The small one alone would still arrive in time.
    assertThat(outcome.migrations()).isEqualTo(20);
    assertThat(outcome.waiting().leftOut()).isEqualTo(3);
  }

  @Test
  void theSameDayIsCountedTheSameEachTime() {
    Center center = Center.planetlab(Days.synthetic(60, 7), 40, false);
    assertThat(play(center, Policy.NONE)).isEqualTo(play(center, Policy.NONE));
  }
}
