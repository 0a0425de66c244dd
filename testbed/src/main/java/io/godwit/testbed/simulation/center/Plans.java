package io.godwit.testbed.simulation.center;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import tools.jackson.databind.JsonNode;

/**
 * Whether what begins may: a migration goes to a host that takes VMs, one that was planned keeps
 * VMs apart that have to be, and while nothing changes the balancer does not send a VM back. All as
 * the records say.
 */
final class Plans {
  private static final String ON = "ON";
  private static final String BALANCE = "balance-";
  private static final Set<String> PLANNED = Set.of(BALANCE, "power-", "maintenance-");

  /** These have not begun yet, or have ended. */
  private static final Set<String> NOT_UNDER_WAY =
      Set.of("Queued", "Completed", "Failed", "Cancelled");

  private final BiPredicate<String, String> runs;
  private final Set<String> inMaintenance = new TreeSet<>();
  private final Map<String, String> stages = new TreeMap<>();
  private final Map<String, JsonNode> migrations = new TreeMap<>();
  private final Map<String, Set<String>> apart = new TreeMap<>();
  private final Map<String, Set<String>> left = new TreeMap<>();
  private boolean steady;
  private long planned;

  /**
   * @param runs whether a VM's guest has run on a host for a while
   */
  Plans(BiPredicate<String, String> runs) {
    this.runs = runs;
  }

  /** Migrations of plans that have begun. */
  long planned() {
    return planned;
  }

  /** Nothing changes any more: whoever is sent on has no reason to be sent back. */
  void steady() {
    steady = true;
  }

  /** What is recorded of a host that shall be empty; null if nothing is. */
  void maintenance(String host, boolean is) {
    if (is) {
      inMaintenance.add(host);
    } else {
      inMaintenance.remove(host);
    }
  }

  /** What is recorded of a host's power. */
  void power(String host, JsonNode power) {
    stages.put(host, power.path("stage").asString(ON));
  }

  /** A rule is recorded. */
  void rule(String id, JsonNode rule) {
    apart.remove(id);
    if (rule.path("kind").asString().equals("KEEP_APART")
        && rule.path("strength").asString().equals("MUST")) {
      Set<String> vms = new TreeSet<>();
      rule.path("vms").forEach(vm -> vms.add(vm.asString()));
      apart.put(id, vms);
    }
  }

  void deleted(String id) {
    migrations.remove(id);
  }

  /**
   * A migration is recorded.
   *
   * @return what is wrong with it, if it begins with this
   */
  Optional<String> written(String id, JsonNode migration) {
    JsonNode before = migrations.put(id, migration);
    boolean begins = isUnderWay(migration) && (before == null || !isUnderWay(before));
    return begins ? wrong(migration) : Optional.empty();
  }

  private static boolean isUnderWay(JsonNode migration) {
    return !NOT_UNDER_WAY.contains(migration.path("state").path("type").asString(""));
  }

  private Optional<String> wrong(JsonNode migration) {
    String to = migration.path("destination").asString();
    String name = migration.path("name").asString();
    if (inMaintenance.contains(to)) {
      return Optional.of(name + " is sent to " + to + ", which is in maintenance");
    }
    String stage = stages.getOrDefault(to, ON);
    if (!stage.equals(ON)) {
      return Optional.of(name + " is sent to " + to + ", which is " + stage);
    }
    String plan = migration.path("origin").path("correlation").asString("");
    if (PLANNED.stream().noneMatch(plan::startsWith)) {
      return Optional.empty();
    }
    planned++;
    return together(migration.path("vm").asString(), to)
        .map(other -> name + " is sent to " + to + " by plan, where " + other + " must not be")
        .or(() -> plan.startsWith(BALANCE) ? sentBack(migration) : Optional.empty());
  }

  private Optional<String> together(String vm, String to) {
    return apart.values().stream()
        .filter(vms -> vms.contains(vm))
        .flatMap(Set::stream)
        .filter(other -> !other.equals(vm) && (runs.test(other, to) || isOnItsWay(other, to)))
        .findFirst();
  }

  private boolean isOnItsWay(String vm, String to) {
    return migrations.values().stream()
        .anyMatch(each ->
            isUnderWay(each)
                && each.path("vm").asString().equals(vm)
                && each.path("destination").asString().equals(to));
  }

  private Optional<String> sentBack(JsonNode migration) {
    if (!steady) {
      return Optional.empty();
    }
    String vm = migration.path("vm").asString();
    String to = migration.path("destination").asString();
    Set<String> before = left.computeIfAbsent(vm, _ -> new TreeSet<>());
    before.add(migration.path("source").asString());
    return before.contains(to)
        ? Optional.of(
            migration.path("name").asString()
                + " is sent back to "
                + to
                + " to even out a load that has not changed")
        : Optional.empty();
  }
}
