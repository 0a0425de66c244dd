package io.godwit.manager.saving;

import io.godwit.manager.event.Origin;
import io.godwit.manager.inventory.Inventory;
import io.godwit.manager.power.PowerState;
import io.godwit.manager.power.PowerSwitch;
import io.godwit.manager.power.PowerSwitches;
import io.godwit.manager.saving.Stages.Word;
import io.godwit.manager.standby.HostPower;
import io.godwit.manager.standby.HostPower.Stage;
import io.godwit.manager.time.Time;
import io.godwit.model.error.GodwitException;
import io.godwit.model.event.Event;
import io.godwit.model.host.HostId;
import java.time.Duration;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sees a host off, or on, until it is or time is up. Has a thread of its own. */
final class Attendant {
  private static final Logger LOG = LoggerFactory.getLogger(Attendant.class);
  private static final Duration LOOK = Duration.ofMillis(500);

  /** A controller is asked for its state no more often. */
  private static final Duration ASK = Duration.ofSeconds(2);

  /** An order to come on may be lost, and the driver of a host that is on does not mind. */
  private static final Duration ORDER_AGAIN = Duration.ofSeconds(30);

  /** Services stop, file systems are written. */
  private static final Duration SHUTDOWN = Duration.ofMinutes(5);

  /** What a host takes may vary by so much. */
  private static final int TIMES_SLOWEST = 3;

  private static final Duration LEAST_PATIENCE = Duration.ofMinutes(1);

  private final HostId host;
  private final Inventory inventory;
  private final Absences absences;
  private final PowerSwitches switches;
  private final Stages stages;
  private final Time time;
  private final BiConsumer<HostId, String> leaveAlone;
  private final Whose whose;
  private final Thread thread;

  /** Whose decision is carried out. */
  enum Whose {
    OURS,
    /** An earlier leader's, who may have begun to. */
    INHERITED
  }

  /**
   * @param leaveAlone is told of a host that did not go off, and why
   */
  Attendant(
      HostId host,
      Whose whose,
      Inventory inventory,
      Absences absences,
      PowerSwitches switches,
      Time time,
      BiConsumer<HostId, String> leaveAlone) {
    this.host = host;
    this.inventory = inventory;
    this.absences = absences;
    this.switches = switches;
    this.stages = new Stages(inventory, time);
    this.time = time;
    this.leaveAlone = leaveAlone;
    this.whose = whose;
    this.thread = time.thread("power-" + host, this::run);
  }

  Attendant start() {
    thread.start();
    return this;
  }

  void stop() {
    thread.interrupt();
  }

  boolean isAlive() {
    return thread.isAlive();
  }

  private void run() {
    try {
      HostPower power = stages.of(host);
      switch (power.stage()) {
        case GOING_OFF -> seeOff(power);
        case COMING_ON -> seeOn(power);
        case ON, EMPTYING, STANDBY, FAILED_TO_RETURN -> {}
      }
    } catch (InterruptedException over) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException defect) {
      LOG.error("host {} is not attended any more", host, defect);
    }
  }

  /**
   * An order that is refused ends it, and so does a question that fails before there was an order;
   * afterwards it is asked again. An earlier leader may have ordered, and not lived to say so.
   */
  private void seeOff(HostPower power) throws InterruptedException {
    long end = time.nanos() + SHUTDOWN.toNanos();
    boolean ordered = false;
    String trouble = "it had power for " + SHUTDOWN.toMinutes() + " min after the order";
    while (time.nanos() - end < 0) {
      try {
        PowerSwitch driver = switches.require(host);
        if (isOff(driver.state(), ordered)) {
          absences.begin(host);
          stages.standby(host);
          return;
        }
        if (!ordered) {
          driver.off();
          ordered = true;
        }
      } catch (GodwitException refused) {
        trouble = refused.problem().detail();
        if (!ordered && whose == Whose.OURS) {
          break;
        }
      }
      time.sleep(ASK);
    }
    didNotGoOff(power, trouble);
  }

  /** Where the driver cannot tell, a host whose agent left the line after the order is off. */
  private boolean isOff(PowerState state, boolean ordered) {
    return state == PowerState.OFF || (state == PowerState.UNKNOWN && ordered && !isConnected());
  }

  private void didNotGoOff(HostPower power, String why) {
    leaveAlone.accept(host, why);
    stages.inService(
        host,
        Set.of(Stage.GOING_OFF),
        new Word(
            new Origin(power.by(), "", null),
            "host.power-off",
            Event.Outcome.FAILED,
            "Host " + host + " did not go off, and takes VMs again: " + why));
  }

  private void seeOn(HostPower power) throws InterruptedException {
    Duration patience = patience(power);
    long begunNanos = time.nanos();
    long ordered = 0;
    @Nullable String trouble = null;
    while (!absences.isOver(host)) {
      if (since(begunNanos).compareTo(patience) > 0) {
        stages.lost(host, lost(patience, trouble));
        return;
      }
      if (ordered == 0 || time.nanos() - ordered > ORDER_AGAIN.toNanos()) {
        trouble = order();
        ordered = time.nanos();
      }
      time.sleep(LOOK);
      if (stages.of(host).stage() != Stage.COMING_ON) {
        return;
      }
    }
    stages.returned(host, took(power, since(begunNanos), patience));
  }

  private Duration since(long nanos) {
    return Duration.ofNanos(time.nanos() - nanos);
  }

  /** An earlier leader may have begun it, by a clock that was right or wrong. */
  private Duration took(HostPower power, Duration seen, Duration patience) {
    Duration recorded = Duration.between(power.since(), time.instant());
    return recorded.compareTo(seen) > 0 && recorded.compareTo(patience) <= 0 ? recorded : seen;
  }

  private @Nullable String order() throws InterruptedException {
    try {
      switches.require(host).on();
      return null;
    } catch (GodwitException refused) {
      LOG.warn("host {} is not switched on yet: {}", host, refused.problem());
      return refused.problem().detail();
    }
  }

  private boolean isConnected() {
    return inventory.now().soft().hosts().get(host).filter(it -> it.isConnected()).isPresent();
  }

  /** Three times what it took at most, if that is known; never more than the file says. */
  private Duration patience(HostPower power) {
    Duration most;
    try {
      most = switches.patience();
    } catch (GodwitException unusable) {
      LOG.warn("host {}: {}", host, unusable.problem());
      most = Duration.ofMinutes(15);
    }
    Duration usual =
        power.slowestBoot().map(slowest -> slowest.multipliedBy(TIMES_SLOWEST)).orElse(most);
    Duration atLeast = usual.compareTo(LEAST_PATIENCE) < 0 ? LEAST_PATIENCE : usual;
    return atLeast.compareTo(most) < 0 ? atLeast : most;
  }

  private String lost(Duration patience, @Nullable String trouble) {
    return "Host "
        + host
        + " was switched on and not heard of for "
        + Stages.seconds(patience)
        + "; it is out of the pool."
        + (trouble == null ? "" : " " + trouble);
  }
}
