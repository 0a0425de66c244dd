package io.godwit.testbed.simulation.center;

import io.godwit.manager.power.PowerState;
import io.godwit.manager.power.PowerSwitch;
import io.godwit.manager.power.PowerSwitches;
import io.godwit.model.host.HostId;
import io.godwit.testbed.simulation.host.Host;
import io.godwit.testbed.simulation.scheduler.World;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** Where hosts get their power from: each takes its time to boot, and to shut down. */
final class Outlets {
  private static final Duration INTERVAL = Duration.ofSeconds(20);
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int LEAST_BOOT_MILLIS = 5_000;
  private static final int MOST_BOOT_MILLIS = 45_000;
  private static final int LEAST_SHUTDOWN_MILLIS = 100;
  private static final int MOST_SHUTDOWN_MILLIS = 15_000;

  private final World world;
  private final Invariants invariants;
  private final SplittableRandom random;
  private final Duration late;
  private final Map<HostId, PowerSwitch> outlets = new TreeMap<>();

  /**
   * @param late how much longer a host takes to go off than it should
   */
  Outlets(World world, Invariants invariants, List<Host> hosts, Duration late) {
    this.late = late;
    this.world = world;
    this.invariants = invariants;
    this.random = world.random();
    hosts.forEach(host -> outlets.put(host.id(), new Outlet(host)));
  }

  /** How a leader's manager switches them. */
  PowerSwitches switches() {
    return PowerSwitches.simulated(INTERVAL, PATIENCE, outlets);
  }

  private final class Outlet implements PowerSwitch {
    private final Host host;

    Outlet(Host host) {
      this.host = host;
    }

    @Override
    public String description() {
      return "an outlet";
    }

    @Override
    public PowerState state() {
      return host.isPowered() ? PowerState.ON : PowerState.OFF;
    }

    @Override
    public void on() {
      world.note(() -> host.name() + ": is switched on");
      world.after(between(LEAST_BOOT_MILLIS, MOST_BOOT_MILLIS), host::boot);
    }

    @Override
    public void off() {
      world.note(() -> host.name() + ": is switched off");
      int boot = host.boots();
      world.after(
          between(LEAST_SHUTDOWN_MILLIS, MOST_SHUTDOWN_MILLIS).plus(late),
          () -> {
            if (host.isPowered() && host.boots() == boot) {
              invariants.goesOff(host);
              host.losePower();
            }
          });
    }

    private Duration between(int leastMillis, int mostMillis) {
      return Duration.ofMillis(random.nextInt(leastMillis, mostMillis));
    }
  }
}
