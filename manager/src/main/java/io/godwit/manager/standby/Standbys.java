package io.godwit.manager.standby;

import io.godwit.manager.entity.EntityKey;
import io.godwit.manager.entity.EntityKind;
import io.godwit.manager.entity.Table;
import io.godwit.manager.standby.HostPower.Stage;
import io.godwit.model.host.HostId;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The hosts that were ever switched. Hard state.
 *
 * @param hosts by host; one that is not there is on, and was never switched
 */
public record Standbys(Table<HostId, HostPower> hosts) {
  private static final String KIND = "host-power";

  public static final Standbys EMPTY = new Standbys(Table.empty());

  /** Where a host can come from a stage. */
  private static Set<Stage> after(Stage stage) {
    return switch (stage) {
      case ON -> EnumSet.of(Stage.EMPTYING, Stage.GOING_OFF);
      case EMPTYING -> EnumSet.of(Stage.ON, Stage.GOING_OFF);
      case GOING_OFF -> EnumSet.of(Stage.ON, Stage.STANDBY);
      case STANDBY, FAILED_TO_RETURN -> EnumSet.of(Stage.COMING_ON, Stage.ON);
      case COMING_ON -> EnumSet.of(Stage.ON, Stage.FAILED_TO_RETURN);
    };
  }

  /** How a host is. */
  public HostPower of(HostId host) {
    return hosts.get(host).orElseGet(() -> HostPower.of(host));
  }

  /** Whether a host takes VMs as far as power goes. */
  public boolean isOn(HostId host) {
    return of(host).stage().isOn();
  }

  /**
   * What a change does.
   *
   * @throws IllegalStateException if it cannot follow this state
   */
  public Standbys apply(StandbyChange change) {
    Stage now = of(change.host()).stage();
    if (!after(now).contains(change.next().stage())) {
      throw new IllegalStateException(change + " does not follow " + now);
    }
    return with(change.next());
  }

  /** The same without a host that is no longer one of ours. */
  public Standbys without(HostId host) {
    return hosts.has(host) ? new Standbys(hosts.without(host)) : this;
  }

  /** What is kept of it. */
  public static List<EntityKind<Standbys, ?>> kinds() {
    return List.of(
        new EntityKind<>(
            KIND,
            HostPower.class,
            power -> power.host().value(),
            (state, host) -> state.hosts.get(new HostId(host)),
            Standbys::with,
            state -> state.hosts.values()));
  }

  /** Where it is kept how a host's power is. */
  public static EntityKey entity(HostId host) {
    return new EntityKey(KIND, host.value());
  }

  private Standbys with(HostPower power) {
    return new Standbys(hosts.with(power.host(), power));
  }
}
