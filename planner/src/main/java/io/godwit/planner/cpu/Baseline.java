package io.godwit.planner.cpu;

import io.godwit.model.host.Accelerator;
import io.godwit.model.host.CpuSupport;
import io.godwit.model.host.HostId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a guest can have that every one of some hosts has. Pure.
 *
 * @param accelerator of all of it
 * @param features that every member has, in their order
 * @param model the newest named CPU model that every member can give; null if there is none
 * @param members what each costs the others, in order of their ids
 */
public record Baseline(
    Accelerator accelerator, List<String> features, @Nullable String model, List<Member> members) {
  public Baseline {
    features = List.copyOf(features);
    members = List.copyOf(members);
  }

  /**
   * What there would be without one host.
   *
   * @param host whose absence it is
   * @param features that all others have, and only this one has not
   * @param model the newest model without it, if that is another
   */
  public record Member(HostId host, List<String> features, @Nullable String model) {
    public Member {
      features = List.copyOf(features);
    }
  }

  /**
   * The baseline of some hosts.
   *
   * @param hosts what each can give on the accelerator, one at least
   */
  public static Baseline of(Accelerator accelerator, SortedMap<HostId, CpuSupport> hosts) {
    if (hosts.isEmpty()) {
      throw new IllegalArgumentException("nobody has a baseline of no hosts");
    }
    TreeSet<String> features = features(hosts.values());
    Optional<String> model = model(hosts.values());
    List<Member> members = new ArrayList<>();
    for (HostId host : hosts.keySet()) {
      members.add(member(host, hosts, features, model));
    }
    return new Baseline(accelerator, List.copyOf(features), model.orElse(null), members);
  }

  private static Member member(
      HostId host,
      SortedMap<HostId, CpuSupport> hosts,
      TreeSet<String> features,
      Optional<String> model) {
    SortedMap<HostId, CpuSupport> others = new TreeMap<>(hosts);
    others.remove(host);
    if (others.isEmpty()) {
      return new Member(host, List.of(), null);
    }
    TreeSet<String> gained = features(others.values());
    gained.removeAll(features);
    Optional<String> without = model(others.values());
    return new Member(
        host, List.copyOf(gained), without.equals(model) ? null : without.orElse(null));
  }

  private static TreeSet<String> features(Collection<CpuSupport> some) {
    return common(some.stream().map(CpuSupport::features).toList());
  }

  private static Optional<String> model(Collection<CpuSupport> some) {
    return Lineage.newest(common(some.stream().map(CpuSupport::models).toList()));
  }

  private static TreeSet<String> common(List<List<String>> some) {
    TreeSet<String> common = new TreeSet<>(some.getFirst());
    some.forEach(common::retainAll);
    return common;
  }
}
