package io.godwit.planner.scenario;

import io.godwit.model.catalog.Automation;
import io.godwit.model.catalog.Rule.Strength;
import io.godwit.model.host.HostId;
import io.godwit.model.unit.DataRate;
import io.godwit.model.unit.DataSize;
import io.godwit.model.vm.VmId;
import io.godwit.model.vm.VmName;
import io.godwit.planner.cluster.ClusterSnapshot;
import io.godwit.planner.cluster.Clusters;
import io.godwit.planner.cluster.Condition;
import io.godwit.planner.cluster.CpuDemand;
import io.godwit.planner.cluster.Demand;
import io.godwit.planner.cluster.Entitlement;
import io.godwit.planner.cluster.HostFacts;
import io.godwit.planner.cluster.Mobility;
import io.godwit.planner.cluster.MoveCost;
import io.godwit.planner.cluster.PlacementRule;
import io.godwit.planner.cluster.VmFacts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Reads a scenario. One thing a line:
 *
 * <pre>
 *  host a  cores 8 memory 32 rack r1 is leaving
 *  vm web  on a memory 4 wants 2.0 high 3.0 stable 60 reserved 1 moves never
 *  rule apart db must : db1 db2          (together, apart)
 *  rule run-on x should : db1 @ a b      (run-on, avoid)
 *  rule spread y must 1 : db1 db2        (most VMs for each rack)
 *  rule most z must 3 @ a b              (most VMs for each host)
 *  ask balance 3
 * </pre>
 *
 * @param questions what is asked, in the words of the file
 */
record ScenarioText(ClusterSnapshot snapshot, List<String> questions) {
  private static final DataRate LINK = DataRate.ofMegabitsPerSecond(10_000);

  static ScenarioText read(List<String> lines) {
    Clusters clusters = new Clusters();
    List<String> questions = new ArrayList<>();
    for (String line : lines) {
      String text = line.strip();
      if (text.isEmpty() || text.startsWith("#")) {
        continue;
      }
      List<String> words = List.of(text.split("\\s+", -1));
      switch (words.getFirst()) {
        case "host" -> clusters.with(host(words.get(1), options(words, 2)));
        case "vm" -> clusters.with(vm(words.get(1), options(words, 2)));
        case "rule" -> clusters.with(rule(words));
        case "ask" -> questions.add(text.substring(4));
        default -> throw new IllegalArgumentException("what is this: " + line);
      }
    }
    return new ScenarioText(clusters.snapshot(), questions);
  }

  private static Map<String, String> options(List<String> words, int from) {
    Map<String, String> options = new HashMap<>();
    for (int i = from; i < words.size(); i += 2) {
      options.put(words.get(i), words.get(i + 1));
    }
    return options;
  }

  private static HostFacts host(String name, Map<String, String> options) {
    return new HostFacts(
        new HostId(name),
        options.get("rack"),
        Integer.parseInt(options.getOrDefault("cores", "8")),
        DataSize.ofGibibytes(Long.parseLong(options.getOrDefault("memory", "32"))),
        4,
        LINK,
        Condition.valueOf(options.getOrDefault("is", "open").toUpperCase(Locale.ROOT)),
        null);
  }

  private static VmFacts vm(String name, Map<String, String> options) {
    DataSize memory = DataSize.ofGibibytes(Long.parseLong(options.getOrDefault("memory", "4")));
    double mean = Double.parseDouble(options.getOrDefault("wants", "1"));
    double high = Double.parseDouble(options.getOrDefault("high", String.valueOf(mean)));
    long stable = Long.parseLong(options.getOrDefault("stable", "600"));
    CpuDemand cpu = new CpuDemand(mean, high, Math.min(mean, high), Duration.ofMinutes(stable));
    boolean known = !"unknown".equals(options.get("demand"));
    String moves = options.getOrDefault("moves", "automatic").toUpperCase(Locale.ROOT);
    String home = options.get("on");
    return new VmFacts(
        Clusters.vmId(name),
        new VmName(name),
        home == null ? null : new HostId(home),
        (int) Math.max(2, Math.ceil(high)),
        memory,
        known ? new Demand.Known(cpu, DataSize.ZERO, DataRate.ZERO, 0) : Demand.UNKNOWN,
        Entitlement.NONE.reserving(Double.parseDouble(options.getOrDefault("reserved", "0"))),
        new Mobility(Automation.valueOf(moves), List.of(), MoveCost.assumed(memory, LINK), null));
  }

  private static PlacementRule rule(List<String> words) {
    String kind = words.get(1);
    String name = words.get(2);
    Strength strength = Strength.valueOf(words.get(3).toUpperCase(Locale.ROOT));
    List<VmId> vms = new ArrayList<>();
    List<HostId> hosts = new ArrayList<>();
    int most = 0;
    String part = "number";
    for (String word : words.subList(4, words.size())) {
      if (word.equals(":") || word.equals("@")) {
        part = word;
      } else if (part.equals(":")) {
        vms.add(Clusters.vmId(word));
      } else if (part.equals("@")) {
        hosts.add(new HostId(word));
      } else {
        most = Integer.parseInt(word);
      }
    }
    return switch (kind) {
      case "together" -> new PlacementRule.KeepTogether(name, strength, vms);
      case "apart" -> new PlacementRule.KeepApart(name, strength, vms);
      case "run-on" -> new PlacementRule.RunOn(name, strength, vms, hosts);
      case "avoid" -> new PlacementRule.Avoid(name, strength, vms, hosts);
      case "spread" -> new PlacementRule.Spread(name, strength, vms, most);
      case "most" -> new PlacementRule.MostVms(name, strength, hosts, most);
      default -> throw new IllegalArgumentException("no such rule: " + kind);
    };
  }
}
