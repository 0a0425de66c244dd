package io.godwit.manager.saving;

import io.godwit.manager.event.EventDraft;
import io.godwit.manager.event.Origin;
import io.godwit.manager.inventory.DataCenter;
import io.godwit.manager.inventory.HostEntry;
import io.godwit.manager.inventory.Inventory;
import io.godwit.manager.inventory.Migration;
import io.godwit.manager.inventory.StateRecord;
import io.godwit.manager.inventory.VmEntry;
import io.godwit.manager.loop.Outcome;
import io.godwit.manager.standby.HostPower;
import io.godwit.manager.standby.HostPower.Stage;
import io.godwit.manager.standby.StandbyChange;
import io.godwit.manager.time.Time;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.event.Event;
import io.godwit.model.host.HostId;
import io.godwit.model.vm.VmId;
import io.godwit.model.vm.VmObservation;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings hosts from one stage to the next: checked, recorded and told in one decision. A change
 * that another one was faster than does nothing. Safe for all threads.
 */
final class Stages {
  private static final Logger LOG = LoggerFactory.getLogger(Stages.class);

  /** Names of VMs that a refusal tells. */
  private static final int NAMED = 3;

  private final Inventory inventory;
  private final Time time;

  Stages(Inventory inventory, Time time) {
    this.inventory = inventory;
    this.time = time;
  }

  HostPower of(HostId host) {
    return inventory.now().hard().standbys().of(host);
  }

  /** Its VMs are to leave. */
  boolean emptying(HostId host, Origin who, String because) {
    return change(
        host,
        Set.of(Stage.ON),
        Stage.EMPTYING,
        new Word(who, "host.power-off", Event.Outcome.SUCCEEDED, because),
        state -> {});
  }

  /**
   * It goes off, if it is empty at this moment.
   *
   * @throws GodwitException HOST_NOT_EMPTY
   */
  boolean goingOff(HostId host, Origin who, String because) {
    return change(
        host,
        Set.of(Stage.ON, Stage.EMPTYING),
        Stage.GOING_OFF,
        new Word(who, "host.power-off", Event.Outcome.SUCCEEDED, because),
        state -> requireEmpty(state, host));
  }

  /** It is off. */
  boolean standby(HostId host) {
    HostPower now = of(host);
    return change(
        host,
        Set.of(Stage.GOING_OFF),
        Stage.STANDBY,
        new Word(
            who(now),
            "host.power-off",
            Event.Outcome.SUCCEEDED,
            "Host " + host + " is off after " + seconds(since(now)) + "."),
        state -> {});
  }

  /** It was told to come on, or is about to be. */
  boolean comingOn(HostId host, Origin who, String because) {
    return change(
        host,
        Set.of(Stage.STANDBY, Stage.FAILED_TO_RETURN),
        Stage.COMING_ON,
        new Word(who, "host.power-on", Event.Outcome.SUCCEEDED, because),
        state -> {});
  }

  /** It has come on. */
  boolean returned(HostId host, Duration took) {
    HostPower now = of(host);
    return change(
        host,
        Set.of(Stage.COMING_ON),
        Stage.ON,
        new Word(
            who(now),
            "host.power-on",
            Event.Outcome.SUCCEEDED,
            "Host " + host + " is on again after " + seconds(took) + "."),
        state -> {},
        next -> next.booted(took));
  }

  /** Nobody has heard of it in time. */
  boolean lost(HostId host, String because) {
    return change(
        host,
        Set.of(Stage.COMING_ON),
        Stage.FAILED_TO_RETURN,
        new Word(who(of(host)), "host.power-on", Event.Outcome.FAILED, because),
        state -> {});
  }

  /** It takes VMs from now on. */
  boolean inService(HostId host, Set<Stage> from, Word word) {
    return change(host, from, Stage.ON, word, state -> {});
  }

  /**
   * How it is told.
   *
   * @param because a sentence
   */
  record Word(Origin who, String action, Event.Outcome outcome, String because) {}

  private boolean change(
      HostId host, Set<Stage> from, Stage to, Word word, Consumer<DataCenter> check) {
    return change(host, from, to, word, check, next -> next);
  }

  private boolean change(
      HostId host,
      Set<Stage> from,
      Stage to,
      Word word,
      Consumer<DataCenter> check,
      UnaryOperator<HostPower> and) {
    Instant now = time.instant();
    Optional<Stage> left =
        inventory.decide(state -> {
          HostPower is = state.hard().standbys().of(host);
          if (!from.contains(is.stage())) {
            return Outcome.of(Optional.empty());
          }
          check.accept(state);
          HostPower next =
              and.apply(
                  is.at(to, now, word.who().actor(), word.because()).offering(size(state, host)));
          return Outcome.recorded(
              List.of(
                  new StateRecord.OfStandby(new StandbyChange(next)),
                  StateRecord.happened(
                      EventDraft.of(
                          now,
                          word.who(),
                          word.action(),
                          "host",
                          host.value(),
                          word.outcome(),
                          word.because()))),
              Optional.of(is.stage()));
        });
    if (left.isPresent()) {
      LOG.info(
          "host {} {} => {} ({}; {})",
          host,
          left.get().name().toLowerCase(Locale.ROOT),
          to.name().toLowerCase(Locale.ROOT),
          word.who().actor(),
          word.because());
    }
    return left.isPresent();
  }

  private static HostPower.@Nullable Size size(DataCenter state, HostId host) {
    return state
        .soft()
        .hosts()
        .get(host)
        .map(HostEntry::description)
        .map(is -> new HostPower.Size(is.cpus(), is.memory()))
        .orElse(null);
  }

  /**
   * Whether anything of a VM is on a host, or on its way there or from it.
   *
   * @throws GodwitException HOST_NOT_EMPTY
   */
  static void requireEmpty(DataCenter state, HostId host) {
    Set<String> there = new TreeSet<>();
    for (VmId vm : state.hard().homes().of(host).values()) {
      there.add(state.hard().vms().get(vm).map(VmEntry::name).orElseThrow().value());
    }
    for (Migration each : state.hard().migrations().values()) {
      boolean touches = each.source().equals(host) || each.destination().equals(host);
      if (!each.hasEnded() && touches) {
        there.add(each.name().value());
      }
    }
    for (var claim : state.soft().claims().values()) {
      if (claim.host().equals(host)) {
        there.add(claim.spec().name().value());
      }
    }
    Optional<HostEntry> seen = state.soft().hosts().get(host);
    if (seen.isPresent()) {
      for (VmObservation each : seen.get().vms().values()) {
        if (each.state().hasProcess()) {
          there.add(
              state
                  .hard()
                  .vms()
                  .get(each.vm())
                  .map(vm -> vm.name().value())
                  .orElse("a VM that is" + " not in the inventory, " + each.vm()));
        }
      }
    }
    if (!there.isEmpty()) {
      List<String> named = there.stream().limit(NAMED).toList();
      throw new GodwitException(
          ErrorCode.HOST_NOT_EMPTY,
          "Host "
              + host
              + " is not switched off: it has "
              + String.join(", ", named)
              + (there.size() > NAMED ? " and " + (there.size() - NAMED) + " more" : "")
              + ".",
          "Empty it with 'godwit host maintenance enter "
              + host
              + "', and move or delete VMs that do not run.");
    }
  }

  private Duration since(HostPower now) {
    Duration since = Duration.between(now.since(), time.instant());
    return since.isNegative() ? Duration.ZERO : since;
  }

  private static Origin who(HostPower now) {
    return new Origin(now.by(), "", null);
  }

  static String seconds(Duration time) {
    return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
  }
}
