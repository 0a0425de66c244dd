package io.godwit.manager.portion;

import io.godwit.manager.agents.AgentCalls;
import io.godwit.manager.courier.Couriers;
import io.godwit.manager.entity.Table;
import io.godwit.manager.inventory.DataCenter;
import io.godwit.manager.inventory.HostEntry;
import io.godwit.manager.inventory.Inventory;
import io.godwit.manager.inventory.VmEntry;
import io.godwit.manager.time.Time;
import io.godwit.model.catalog.Share;
import io.godwit.model.catalog.VmAttributes;
import io.godwit.model.host.HostId;
import io.godwit.model.vm.RightToRun.Handover;
import io.godwit.model.vm.VmId;
import io.godwit.protocol.agent.Order;
import io.godwit.protocol.agent.Portion;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** What the portions of its VMs are, for every host that enforces them. */
public final class Steward implements Couriers.Wishes<List<Portion>> {
  private Table<VmId, VmEntry> vms = Table.empty();
  private Table<VmId, VmAttributes> said = Table.empty();
  private Map<HostId, List<Portion>> portions = new HashMap<>();

  private Steward() {}

  /** Starts to tell hosts. Of the managers of a data center, only the leader does. */
  public static Couriers<List<Portion>> start(Inventory inventory, AgentCalls agents, Time time) {
    return Couriers.start(
        "portions",
        new Steward(),
        (_, wanted) -> List.of(new Order.KeepPortions(wanted)),
        inventory,
        agents,
        time);
  }

  /** What has not changed is the same table; comparing what is in it would cost as much as this. */
  @Override
  @SuppressWarnings("ReferenceEquality")
  public Function<HostEntry, Optional<List<Portion>>> by(DataCenter state) {
    if (state.hard().vms() != vms || state.hard().catalog().vms() != said) {
      vms = state.hard().vms();
      said = state.hard().catalog().vms();
      portions = portions();
    }
    return host ->
        host.description().enforcesShares()
            ? Optional.of(portions.getOrDefault(host.id(), List.of()))
            : Optional.empty();
  }

  /** By host, in order of VM; of a VM as any other nothing is told. */
  private Map<HostId, List<Portion>> portions() {
    Map<HostId, List<Portion>> all = new HashMap<>();
    for (VmAttributes each : said.values()) {
      VmEntry vm = vms.get(each.vm()).orElse(null);
      if (vm != null && !each.resources().cpu().equals(Share.DEFAULT)) {
        Portion portion = new Portion(vm.id(), each.resources());
        add(all, vm.right().home(), portion);
        if (vm.right() instanceof Handover handover) {
          add(all, handover.destination(), portion);
        }
      }
    }
    return all;
  }

  private static void add(Map<HostId, List<Portion>> all, HostId host, Portion portion) {
    all.computeIfAbsent(host, _ -> new ArrayList<>()).add(portion);
  }
}
