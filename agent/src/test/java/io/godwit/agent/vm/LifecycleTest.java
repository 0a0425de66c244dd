package io.godwit.agent.vm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.godwit.agent.vm.VmCondition.Crashed;
import io.godwit.agent.vm.VmCondition.HandedOver;
import io.godwit.agent.vm.VmCondition.Incoming;
import io.godwit.agent.vm.VmCondition.Paused;
import io.godwit.agent.vm.VmCondition.Running;
import io.godwit.agent.vm.VmCondition.Starting;
import io.godwit.agent.vm.VmCondition.Stopped;
import io.godwit.agent.vm.VmCondition.Stopping;
import io.godwit.agent.vm.VmCondition.Unresponsive;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.error.Problem;
import io.godwit.model.migration.MigrationId;
import io.godwit.model.vm.VmName;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LifecycleTest {
  private static final VmName NAME = new VmName("web-1");
  private static final MigrationId M = new MigrationId("m1");
  private static final Problem WHY = new Problem(ErrorCode.QEMU_DIED, "It died.", "Start it.");

  @Test
  void bootsRunsAndStops() {
    assertThat(
            walk(
                new Stopped(null),
                new VmEvent.Start(),
                new VmEvent.Launched(),
                new VmEvent.Stop(),
                new VmEvent.GuestShutDown(),
                new VmEvent.ProcessEnded(WHY)))
        .containsExactly(
            new Starting(null), new Running(), new Stopping(), new Stopping(), new Stopped(null));
  }

  @Test
  void arrivesAndRuns() {
    assertThat(
            walk(
                new Stopped(null),
                new VmEvent.Arrive(M),
                new VmEvent.Launched(),
                new VmEvent.GuestResumed()))
        .containsExactly(new Starting(M), new Incoming(M), new Running());
  }

  @Test
  void leavesAndIsReleased() {
    assertThat(
            walk(
                new Running(),
                new VmEvent.GuestStopped(),
                new VmEvent.LastByteSent(M),
                new VmEvent.ProcessEnded(WHY)))
        .containsExactly(new Paused(), new HandedOver(M), new Stopped(null));
  }

  @Test
  void aHandedOverGuestIsOnlyTakenBackForItsOwnMigration() {
    assertThatThrownBy(() ->
            Lifecycle.next(NAME, new HandedOver(M), new VmEvent.TakeBack(new MigrationId("m2"))))
        .isInstanceOf(GodwitException.class);
    assertThat(Lifecycle.next(NAME, new HandedOver(M), new VmEvent.TakeBack(M)).effects())
        .containsExactly(VmEffect.CONTINUE_GUEST);
  }

  @Test
  void aGuestThatShutsItselfDownHasNotCrashed() {
    assertThat(walk(new Running(), new VmEvent.GuestShutDown(), new VmEvent.ProcessEnded(WHY)))
        .last()
        .isEqualTo(new Stopped(null));
  }

  @Test
  void aProcessThatEndsUnaskedHasCrashed() {
    assertThat(walk(new Running(), new VmEvent.ProcessEnded(WHY)))
        .containsExactly(new Crashed(WHY));
  }

  @Test
  void aBrokenSessionIsMendedByWhatQemuSays() {
    assertThat(
            walk(
                new Running(),
                new VmEvent.SessionBroken(WHY),
                new VmEvent.SessionBack(new Paused())))
        .containsExactly(new Unresponsive(WHY), new Paused());
  }

  @Test
  void aGuestThatIgnoresTheStopRunsOn() {
    assertThat(walk(new Running(), new VmEvent.Stop(), new VmEvent.StopTimedOut()))
        .last()
        .isEqualTo(new Running());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void neverHasTwoProcessesAndNeverStartsOneWithoutBeingAsked(long seed) {
    Random random = new Random(seed);
    for (int run = 0; run < 500; run++) {
      List<String> history = new ArrayList<>();
      VmCondition now = new Stopped(null);
      for (int step = 0; step < 40; step++) {
        VmEvent event = any(random);
        Lifecycle.Transition transition;
        try {
          transition = Lifecycle.next(NAME, now, event);
        } catch (GodwitException | IllegalStateException refused) {
          continue; // A refusal changes nothing.
        }
        history.add(now + " --" + event + "--> " + transition.next());
        boolean launches =
            transition.effects().contains(VmEffect.LAUNCH_FOR_BOOT)
                || transition.effects().contains(VmEffect.LAUNCH_FOR_ARRIVAL);
        boolean hadProcess = now.state().hasProcess();
        assertThat(launches && hadProcess).as("seed %s: %s", seed, history).isFalse();
        boolean gained = !hadProcess && transition.next().state().hasProcess();
        assertThat(gained && !launches).as("seed %s: %s", seed, history).isFalse();
        boolean lost = hadProcess && !transition.next().state().hasProcess();
        assertThat(
                lost
                    && !(event instanceof VmEvent.ProcessEnded)
                    && !(event instanceof VmEvent.LaunchFailed))
            .as("seed %s: %s", seed, history)
            .isFalse();
        now = transition.next();
      }
    }
  }

  private static VmEvent any(Random random) {
    VmCondition[] found = {new Running(), new Paused(), new Incoming(M), new HandedOver(M)};
    return switch (random.nextInt(15)) {
      case 0 -> new VmEvent.Start();
      case 1 -> new VmEvent.Arrive(M);
      case 2 -> new VmEvent.Stop();
      case 3 -> new VmEvent.Kill();
      case 4 -> new VmEvent.Pause();
      case 5 -> new VmEvent.Resume();
      case 6 -> new VmEvent.TakeBack(M);
      case 7 -> new VmEvent.LaunchFailed(WHY);
      case 8 -> new VmEvent.GuestStopped();
      case 9 -> new VmEvent.GuestResumed();
      case 10 -> new VmEvent.LastByteSent(M);
      case 11 -> new VmEvent.ProcessEnded(WHY);
      case 12 -> new VmEvent.SessionBroken(WHY);
      case 13 -> new VmEvent.SessionBack(found[random.nextInt(found.length)]);
      default -> new VmEvent.Launched();
    };
  }

  private static List<VmCondition> walk(VmCondition from, VmEvent... events) {
    List<VmCondition> path = new ArrayList<>();
    VmCondition now = from;
    for (VmEvent event : events) {
      now = Lifecycle.next(NAME, now, event).next();
      path.add(now);
    }
    return path;
  }
}
