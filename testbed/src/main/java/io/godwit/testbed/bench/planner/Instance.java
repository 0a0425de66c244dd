package io.godwit.testbed.bench.planner;

import io.godwit.model.host.HostId;
import io.godwit.model.unit.DataRate;
import io.godwit.model.unit.DataSize;
import io.godwit.model.vm.VmId;
import io.godwit.model.vm.VmName;
import io.godwit.planner.cluster.ClusterSnapshot;
import io.godwit.planner.cluster.Condition;
import io.godwit.planner.cluster.Demand;
import io.godwit.planner.cluster.Entitlement;
import io.godwit.planner.cluster.HostFacts;
import io.godwit.planner.cluster.Mobility;
import io.godwit.planner.cluster.MoveCost;
import io.godwit.planner.cluster.VmFacts;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A reconfiguration problem in BtrPlace's JSON, as a snapshot. Nodes offer memory and units of
 * processor; what a VM uses of the latter is reserved for it. Constraints: {@code online}, {@code
 * offline}: a node that goes offline is emptied; {@code running}: a VM that is ready starts; {@code
 * preserve}: a VM's share grows to an amount.
 */
final class Instance {
  private static final Set<String> KNOWN = Set.of("online", "offline", "running", "preserve");
  private static final DataRate LINK = DataRate.ofMegabitsPerSecond(10_000);

  /** Units of processor are small; how many virtual processors there are is not the question. */
  private static final double NO_LIMIT = 10_000;

  private final JsonNode root;
  private final Map<String, Set<Integer>> meant = new HashMap<>();
  private final Map<Integer, Integer> preserved = new HashMap<>();
  private final Map<String, JsonNode> resources = new HashMap<>();

  private Instance(JsonNode root) throws IOException {
    this.root = root;
    for (JsonNode each : root.get("constraints")) {
      String id = each.get("id").asString();
      if (!KNOWN.contains(id)) {
        throw new IOException("a constraint that is not known here: " + id);
      }
      JsonNode who = each.has("vm") ? each.get("vm") : each.get("node");
      meant.computeIfAbsent(id, _ -> new HashSet<>()).add(who.asInt());
      if (id.equals("preserve")) {
        preserved.merge(who.asInt(), each.get("amount").asInt(), Math::max);
      }
    }
    for (JsonNode view : root.get("model").get("views")) {
      if (view.get("id").asString().equals("shareableResource")) {
        resources.put(view.get("rcId").asString(), view);
      }
    }
  }

  /** Reads one. */
  static ClusterSnapshot read(Path file) throws IOException {
    try (InputStream packed = Files.newInputStream(file);
        InputStream json = new GZIPInputStream(packed)) {
      return new Instance(JsonMapper.shared().readTree(json)).snapshot();
    }
  }

  private ClusterSnapshot snapshot() throws IOException {
    JsonNode mapping = root.get("model").get("mapping");
    List<HostFacts> hosts = new ArrayList<>();
    List<VmFacts> vms = new ArrayList<>();
    for (Map.Entry<String, JsonNode> node : mapping.get("onlineNodes").properties()) {
      int id = Integer.parseInt(node.getKey());
      hosts.add(host(id, is("offline", id) ? Condition.LEAVING : Condition.OPEN));
      if (!node.getValue().get("sleepingVMs").isEmpty()) {
        throw new IOException("VMs that sleep are not known here");
      }
      for (JsonNode vm : node.getValue().get("runningVMs")) {
        vms.add(vm(vm.asInt(), name(id)));
      }
    }
    for (JsonNode node : mapping.get("offlineNodes")) {
      int id = node.asInt();
      hosts.add(host(id, is("online", id) ? Condition.OPEN : Condition.STANDBY));
    }
    for (JsonNode vm : mapping.get("readyVMs")) {
      if (is("running", vm.asInt())) {
        vms.add(vm(vm.asInt(), null));
      }
    }
    return new ClusterSnapshot(Instant.EPOCH, hosts, vms, List.of(), List.of());
  }

  private boolean is(String constraint, int who) {
    return meant.getOrDefault(constraint, Set.of()).contains(who);
  }

  private int amount(String resource, String kind, int id) {
    JsonNode view = resources.get(resource);
    if (view == null) {
      throw new IllegalArgumentException("no resource " + resource);
    }
    JsonNode own = view.get(kind).get(String.valueOf(id));
    String fallback = kind.equals("nodes") ? "defCapacity" : "defConsumption";
    return own == null ? view.get(fallback).asInt() : own.asInt();
  }

  private static HostId name(int node) {
    return new HostId("n" + node);
  }

  private HostFacts host(int id, Condition condition) {
    return new HostFacts(
        name(id),
        null,
        amount("uCpu", "nodes", id),
        DataSize.ofMebibytes(amount("memory", "nodes", id)),
        NO_LIMIT,
        LINK,
        condition,
        null);
  }

  private VmFacts vm(int id, @Nullable HostId home) {
    int cores = Math.max(amount("uCpu", "vms", id), preserved.getOrDefault(id, 0));
    DataSize memory = DataSize.ofMebibytes(amount("memory", "vms", id));
    return new VmFacts(
        new VmId(new UUID(0, id)),
        new VmName("vm" + id),
        home,
        Math.max(1, cores),
        memory,
        Demand.steady(cores),
        Entitlement.NONE.reserving(cores),
        Mobility.free(MoveCost.assumed(memory, LINK)));
  }
}
