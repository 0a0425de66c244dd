package io.godwit.planner.draft;

import io.godwit.model.unit.DataSize;
import io.godwit.planner.cluster.Condition;
import io.godwit.planner.cluster.HostFacts;
import io.godwit.planner.draft.Refusal.Kind;
import io.godwit.planner.layout.Layout;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Says why hosts do not take VMs. */
public final class Refusals {
  private final Draft draft;
  private final Layout layout;

  /** As things are in the draft now. */
  public Refusals(Draft draft) {
    this.draft = draft;
    this.layout = draft.layout();
  }

  /** Why a host does not take a VM; empty if it does. */
  public Optional<Refusal> of(int vm, int host) {
    HostFacts facts = layout.host(host);
    if (facts.condition() != Condition.OPEN) {
      return Optional.of(new Refusal(Kind.CONDITION, condition(facts.condition())));
    }
    return room(vm, host)
        .or(() ->
            draft
                .rules()
                .refusal(vm, host)
                .map(rule -> new Refusal(Kind.RULE, "rule " + rule.name() + " forbids it")));
  }

  private static String condition(Condition condition) {
    return switch (condition) {
      case OPEN -> "it is open";
      case CLOSED -> "it is closed to VMs that come";
      case LEAVING -> "it is emptied";
      case STANDBY -> "it is powered off";
      case UNKNOWN -> "nothing is known of its load";
    };
  }

  private Optional<Refusal> room(int vm, int host) {
    if (layout.fits(vm, host)) {
      return Optional.empty();
    }
    boolean here = layout.place(vm) == host;
    long bytes = layout.wants().memory(vm);
    long free = layout.memoryRoom(host) - layout.memory(host) + (here ? bytes : 0);
    if (bytes > free) {
      return Optional.of(
          new Refusal(
              Kind.MEMORY,
              "it needs %s of memory, %s of %s are free"
                  .formatted(
                      DataSize.ofBytes(bytes),
                      DataSize.ofBytes(Math.max(0, free)),
                      layout.host(host).memory())));
    }
    int vcpus = layout.wants().vcpus(vm);
    long places = layout.vcpuRoom(host) - layout.vcpus(host) + (here ? vcpus : 0);
    if (vcpus > places) {
      return Optional.of(
          new Refusal(
              Kind.PROCESSORS,
              "it needs %d virtual processors, %d of %d are free"
                  .formatted(vcpus, Math.max(0, places), layout.vcpuRoom(host))));
    }
    double cores = layout.wants().reserved(vm);
    double left = layout.host(host).cores() - layout.reserved(host) + (here ? cores : 0);
    return cores > left + 1e-9
        ? Optional.of(
            new Refusal(
                Kind.RESERVATION,
                String.format(
                    Locale.ROOT,
                    "it has %.1f cores reserved, %.1f of %d are not",
                    cores,
                    Math.max(0, left),
                    layout.host(host).cores())))
        : Optional.empty();
  }

  /** Why no host takes a VM, all hosts in one sentence; hosts that would take it are counted. */
  public String summary(int vm) {
    Map<String, Integer> counts = new TreeMap<>();
    for (int host = 0; host < layout.hosts(); host++) {
      if (host != layout.place(vm)) {
        counts.merge(of(vm, host).map(Refusals::brief).orElse("would take it"), 1, Integer::sum);
      }
    }
    List<String> parts = new ArrayList<>();
    counts.forEach((reason, count) -> parts.add(count + " " + reason));
    return parts.isEmpty() ? "there is no other host" : String.join(", ", parts);
  }

  private static String brief(Refusal refusal) {
    return switch (refusal.kind()) {
      case CONDITION -> "not open (" + refusal.text() + ")";
      case MEMORY -> "without enough memory";
      case PROCESSORS -> "without enough processors";
      case RESERVATION -> "with too much reserved";
      case RULE -> "refused by " + refusal.text().replace(" forbids it", "");
    };
  }
}
