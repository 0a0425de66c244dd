package io.godwit.manager.portion;

import io.godwit.manager.agents.AgentCalls;
import io.godwit.manager.agents.Courier;
import io.godwit.manager.entity.Table;
import io.godwit.manager.inventory.DataCenter;
import io.godwit.manager.inventory.HostEntry;
import io.godwit.manager.inventory.Inventory;
import io.godwit.manager.inventory.VmEntry;
import io.godwit.manager.loop.Published;
import io.godwit.manager.time.Time;
import io.godwit.model.catalog.Share;
import io.godwit.model.catalog.VmAttributes;
import io.godwit.model.host.HostId;
import io.godwit.model.vm.RightToRun.Handover;
import io.godwit.model.vm.VmId;
import io.godwit.protocol.agent.Order;
import io.godwit.protocol.agent.Portion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Watches the state and tells every host that enforces them what its VMs' portions are. */
public final class Steward implements AutoCloseable {
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final Logger LOG = LoggerFactory.getLogger(Steward.class);

  private final Inventory inventory;
  private final AgentCalls agents;
  private final Time time;
  private final Thread thread;
  private final SortedMap<HostId, Courier<List<Portion>>> couriers = new TreeMap<>();
  private Table<VmId, VmEntry> vms = Table.empty();
  private Table<VmId, VmAttributes> said = Table.empty();
  private Map<HostId, List<Portion>> portions = new HashMap<>();

  private Steward(Inventory inventory, AgentCalls agents, Time time) {
    this.inventory = inventory;
    this.agents = agents;
    this.time = time;
    this.thread = time.thread("portions", this::run);
  }

  /** Starts. Of the managers of a data center, only the leader does. */
  public static Steward start(Inventory inventory, AgentCalls agents, Time time) {
    Steward steward = new Steward(inventory, agents, time);
    steward.thread.start();
    return steward;
  }

  /** Tells nobody any more. */
  @Override
  public void close() {
    thread.interrupt();
  }

  private void run() {
    long version = -1;
    try {
      while (!inventory.isClosed()) {
        Published<DataCenter> now = inventory.awaitAfter(version, LONG);
        if (now.version() != version) {
          version = now.version();
          spread(now.state());
        }
      }
    } catch (InterruptedException over) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException defect) {
      LOG.error("hosts are told nothing any more of what VMs have of them", defect);
    } finally {
      couriers.values().forEach(Courier::stop);
    }
  }

  /** What has not changed is the same table; comparing what is in it would cost as much as this. */
  @SuppressWarnings("ReferenceEquality")
  private void spread(DataCenter state) {
    if (state.hard().vms() != vms || state.hard().catalog().vms() != said) {
      vms = state.hard().vms();
      said = state.hard().catalog().vms();
      portions = portions();
    }
    for (HostEntry host : state.soft().hosts().values()) {
      if (host.description().enforcesShares()) {
        courier(host.id())
            .wants(new Courier.Wanted<>(host.link(), portions.getOrDefault(host.id(), List.of())));
      }
    }
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

  private Courier<List<Portion>> courier(HostId host) {
    return couriers.computeIfAbsent(
        host,
        id -> {
          Courier<List<Portion>> made =
              new Courier<>(
                  id,
                  "portions",
                  (_, wanted) -> List.of(new Order.KeepPortions(wanted)),
                  agents,
                  time);
          made.start();
          return made;
        });
  }
}
