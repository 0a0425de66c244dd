package io.godwit.agent.vm;

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
import io.godwit.model.vm.VmName;
import java.util.List;
import java.util.Locale;

/** The VM's reducer: pure, total over facts, and the one place that says which asks are legal. */
public final class Lifecycle {
  private Lifecycle() {}

  /**
   * What follows from an event.
   *
   * @param next the state afterwards; the same object where nothing changes
   * @param effects what to do now, in order
   */
  public record Transition(VmCondition next, List<VmEffect> effects) {
    static Transition to(VmCondition next, VmEffect... effects) {
      return new Transition(next, List.of(effects));
    }
  }

  /**
   * The next state.
   *
   * @throws GodwitException an ask that is not legal now
   * @throws IllegalStateException a fact that cannot be: a defect of ours
   */
  public static Transition next(VmName name, VmCondition now, VmEvent event) {
    return switch (event) {
      case VmEvent.Ask ask -> onAsk(name, now, ask);
      case VmEvent.Fact fact -> onFact(name, now, fact);
    };
  }

  private static Transition onAsk(VmName name, VmCondition now, VmEvent.Ask ask) {
    return switch (ask) {
      case VmEvent.Start start ->
          switch (now) {
            case Stopped s -> Transition.to(new Starting(null), VmEffect.LAUNCH_FOR_BOOT);
            case Crashed c -> Transition.to(new Starting(null), VmEffect.LAUNCH_FOR_BOOT);
            default -> throw refused(ErrorCode.VM_NOT_STOPPED, name, now, "Stop it first.");
          };
      case VmEvent.Arrive arrive ->
          switch (now) {
            case Stopped s ->
                Transition.to(new Starting(arrive.migration()), VmEffect.LAUNCH_FOR_ARRIVAL);
            default ->
                throw refused(ErrorCode.VM_EXISTS, name, now, "Migrate it from this host instead.");
          };
      case VmEvent.Stop stop ->
          switch (now) {
            case Running r -> Transition.to(new Stopping(), VmEffect.POWER_DOWN_GUEST);
            case Stopping s -> Transition.to(s, VmEffect.POWER_DOWN_GUEST);
            default ->
                throw refused(ErrorCode.VM_NOT_RUNNING, name, now, "Kill it, if it must end now.");
          };
      case VmEvent.Kill kill -> {
        if (now instanceof Starting || !now.state().hasProcess()) {
          throw refused(ErrorCode.VM_NOT_RUNNING, name, now, "There is no process to end.");
        }
        yield Transition.to(new Stopping(), VmEffect.KILL_PROCESS);
      }
      case VmEvent.Pause pause ->
          switch (now) {
            case Running r -> Transition.to(r, VmEffect.STOP_GUEST);
            default ->
                throw refused(
                    ErrorCode.VM_NOT_RUNNING, name, now, "Only a running VM can be paused.");
          };
      case VmEvent.Resume resume ->
          switch (now) {
            case Paused p -> Transition.to(p, VmEffect.CONTINUE_GUEST);
            default ->
                throw refused(
                    ErrorCode.VM_WRONG_STATE, name, now, "Only a paused VM can be resumed.");
          };
      case VmEvent.TakeBack takeBack -> {
        if (now instanceof HandedOver h && h.migration().equals(takeBack.migration())) {
          yield Transition.to(h, VmEffect.CONTINUE_GUEST);
        }
        throw refused(
            ErrorCode.VM_WRONG_STATE,
            name,
            now,
            "Only a VM that was handed over can be taken back.");
      }
    };
  }

  private static Transition onFact(VmName name, VmCondition now, VmEvent.Fact fact) {
    return switch (fact) {
      case VmEvent.Launched launched -> {
        Starting starting = expect(Starting.class, name, now, fact);
        yield Transition.to(
            starting.arrival() == null ? new Running() : new Incoming(starting.arrival()));
      }
      case VmEvent.LaunchFailed failed -> {
        expect(Starting.class, name, now, fact);
        yield Transition.to(new Stopped(failed.why()), VmEffect.CLEAN_UP);
      }
      case VmEvent.GuestStopped stopped ->
          Transition.to(now instanceof Running ? new Paused() : now);
      case VmEvent.GuestResumed resumed ->
          switch (now) {
            case Paused p -> Transition.to(new Running());
            case Incoming i -> Transition.to(new Running());
            case HandedOver h -> Transition.to(new Running());
            case Stopped s -> Transition.to(s);
            case Starting s -> Transition.to(s);
            case Running r -> Transition.to(r);
            case Stopping s -> Transition.to(s);
            case Crashed c -> Transition.to(c);
            case Unresponsive u -> Transition.to(u);
          };
      case VmEvent.GuestShutDown shutDown ->
          switch (now) {
            case Running r -> Transition.to(new Stopping());
            case Paused p -> Transition.to(new Stopping());
            // A source or destination that ends during a migration has not stopped in peace.
            case Stopped s -> Transition.to(s);
            case Starting s -> Transition.to(s);
            case Stopping s -> Transition.to(s);
            case Incoming i -> Transition.to(i);
            case HandedOver h -> Transition.to(h);
            case Crashed c -> Transition.to(c);
            case Unresponsive u -> Transition.to(u);
          };
      case VmEvent.StopTimedOut timedOut ->
          Transition.to(now instanceof Stopping ? new Running() : now);
      case VmEvent.LastByteSent sent ->
          switch (now) {
            case Running r -> Transition.to(new HandedOver(sent.migration()));
            case Paused p -> Transition.to(new HandedOver(sent.migration()));
            case HandedOver h -> Transition.to(h);
            default -> throw impossible(name, now, fact);
          };
      case VmEvent.ProcessEnded ended ->
          switch (now) {
            case Stopping s -> Transition.to(new Stopped(null), VmEffect.CLEAN_UP);
            case HandedOver h -> Transition.to(new Stopped(null), VmEffect.CLEAN_UP);
            case Running r -> Transition.to(new Crashed(ended.why()));
            case Paused p -> Transition.to(new Crashed(ended.why()));
            case Incoming i -> Transition.to(new Crashed(ended.why()));
            case Unresponsive u -> Transition.to(new Crashed(ended.why()));
            case Stopped s -> Transition.to(s);
            case Crashed c -> Transition.to(c);
            // The launch itself says how it failed.
            case Starting s -> Transition.to(s);
          };
      case VmEvent.SessionBroken broken ->
          now.state().hasProcess() && !(now instanceof Starting)
              ? Transition.to(new Unresponsive(broken.why()), VmEffect.RECONNECT)
              : Transition.to(now);
      case VmEvent.SessionBack back ->
          Transition.to(now instanceof Unresponsive ? back.found() : now);
    };
  }

  private static <T extends VmCondition> T expect(
      Class<T> type, VmName name, VmCondition now, VmEvent fact) {
    if (!type.isInstance(now)) {
      throw impossible(name, now, fact);
    }
    return type.cast(now);
  }

  private static IllegalStateException impossible(VmName name, VmCondition now, VmEvent fact) {
    return new IllegalStateException("vm " + name + ": " + fact + " while " + now);
  }

  private static GodwitException refused(
      ErrorCode code, VmName name, VmCondition now, String next) {
    String state = now.state().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    return new GodwitException(code, "VM " + name + " is " + state + ".", next);
  }
}
