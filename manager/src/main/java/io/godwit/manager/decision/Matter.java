package io.godwit.manager.decision;

import io.godwit.model.host.HostId;
import io.godwit.model.vm.VmId;
import io.godwit.planner.balance.Policy;
import io.godwit.planner.power.KeptOn;
import io.godwit.planner.power.PastDemand;
import io.godwit.planner.power.PowerPlan;
import io.godwit.planner.power.PowerPlan.Stay;
import io.godwit.planner.power.PowerPlan.Switch;
import io.godwit.planner.power.PowerSettings;
import java.util.List;
import java.util.Optional;

/** What is planned for, and what the planner is told besides the cluster. */
public sealed interface Matter {
  /** The word for it in lists. */
  Purpose purpose();

  /** That it is about, if it is about one. */
  default Optional<HostId> host() {
    return Optional.empty();
  }

  /** Words for matters. */
  enum Purpose {
    BALANCE,
    MAINTENANCE,
    HOMECOMING,
    POWER
  }

  /** VMs get more of what they want. */
  record Balance(Policy policy) implements Matter {
    @Override
    public Purpose purpose() {
      return Purpose.BALANCE;
    }
  }

  /**
   * A host is emptied.
   *
   * @param emptied that host
   */
  record Maintenance(HostId emptied) implements Matter {
    @Override
    public Purpose purpose() {
      return Purpose.MAINTENANCE;
    }

    @Override
    public Optional<HostId> host() {
      return Optional.of(emptied);
    }
  }

  /**
   * VMs come back to a host.
   *
   * @param home that host
   * @param left those that had left it
   */
  record Homecoming(HostId home, List<VmId> left) implements Matter {
    public Homecoming {
      left = List.copyOf(left);
    }

    @Override
    public Purpose purpose() {
      return Purpose.HOMECOMING;
    }

    @Override
    public Optional<HostId> host() {
      return Optional.of(home);
    }
  }

  /**
   * Hosts go off or come on.
   *
   * @param switches what came of it besides moves
   * @param stay hosts that could have been emptied and are not
   */
  record Power(
      PastDemand past, PowerSettings settings, KeptOn kept, List<Switch> switches, List<Stay> stay)
      implements Matter {
    public Power {
      switches = List.copyOf(switches);
      stay = List.copyOf(stay);
    }

    /** With what has come of it. */
    public static Power of(PastDemand past, PowerSettings settings, KeptOn kept, PowerPlan plan) {
      return new Power(past, settings, kept, plan.switches(), plan.stay());
    }

    @Override
    public Purpose purpose() {
      return Purpose.POWER;
    }
  }
}
