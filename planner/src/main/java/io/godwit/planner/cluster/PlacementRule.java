package io.godwit.planner.cluster;

import io.godwit.model.catalog.Rule;
import io.godwit.model.catalog.Rule.Strength;
import io.godwit.model.host.HostId;
import io.godwit.model.vm.VmId;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Where VMs shall be, or not be: the statement. How it is kept is in {@code rules}, whether it was
 * kept in {@code check}; the two share nothing but this. VMs and hosts are ordered by id; those
 * that a snapshot does not have are passed over.
 */
public sealed interface PlacementRule {
  /** What people call it. */
  String name();

  /** Whether a place that breaks it is none, or only a worse one. */
  Strength strength();

  /** All on one host. */
  record KeepTogether(String name, Strength strength, List<VmId> vms) implements PlacementRule {
    public KeepTogether {
      vms = ordered(vms);
    }
  }

  /** No two on one host. */
  record KeepApart(String name, Strength strength, List<VmId> vms) implements PlacementRule {
    public KeepApart {
      vms = ordered(vms);
    }
  }

  /** On one of these hosts. */
  record RunOn(String name, Strength strength, List<VmId> vms, List<HostId> hosts)
      implements PlacementRule {
    public RunOn {
      vms = ordered(vms);
      hosts = ordered(hosts);
    }
  }

  /** On none of these hosts. */
  record Avoid(String name, Strength strength, List<VmId> vms, List<HostId> hosts)
      implements PlacementRule {
    public Avoid {
      vms = ordered(vms);
      hosts = ordered(hosts);
    }
  }

  /**
   * Not too many in one fault domain. Hosts of which nobody has said one are together in one.
   *
   * @param most how many of them one fault domain may have, 1 or more
   */
  record Spread(String name, Strength strength, List<VmId> vms, int most) implements PlacementRule {
    public Spread {
      vms = ordered(vms);
      Figures.atLeast("most", 1, most);
    }
  }

  /**
   * Not too many VMs on each of these hosts.
   *
   * @param hosts every host if empty
   * @param most how many VMs each of them may have, 0 or more
   */
  record MostVms(String name, Strength strength, List<HostId> hosts, int most)
      implements PlacementRule {
    public MostVms {
      hosts = ordered(hosts);
      Figures.atLeast("most", 0, most);
    }
  }

  /** Whether a place that breaks it is none. */
  default boolean isMust() {
    return strength() == Strength.MUST;
  }

  /** The same without the VMs for which this is not so. */
  default PlacementRule among(Predicate<VmId> some) {
    return switch (this) {
      case KeepTogether it -> new KeepTogether(it.name, it.strength, kept(it.vms, some));
      case KeepApart it -> new KeepApart(it.name, it.strength, kept(it.vms, some));
      case RunOn it -> new RunOn(it.name, it.strength, kept(it.vms, some), it.hosts);
      case Avoid it -> new Avoid(it.name, it.strength, kept(it.vms, some), it.hosts);
      case Spread it -> new Spread(it.name, it.strength, kept(it.vms, some), it.most);
      case MostVms it -> it;
    };
  }

  private static List<VmId> kept(List<VmId> vms, Predicate<VmId> some) {
    return vms.stream().filter(some).toList();
  }

  /**
   * A rule of the catalog.
   *
   * @param vms those it means, its tag resolved
   * @param hosts those it means, its tag resolved
   */
  static PlacementRule of(Rule rule, Collection<VmId> vms, Collection<HostId> hosts) {
    String name = rule.name().value();
    List<VmId> whom = List.copyOf(vms);
    List<HostId> where = List.copyOf(hosts);
    return switch (rule.kind()) {
      case KEEP_TOGETHER -> new KeepTogether(name, rule.strength(), whom);
      case KEEP_APART -> new KeepApart(name, rule.strength(), whom);
      case RUN_ON -> new RunOn(name, rule.strength(), whom, where);
      case AVOID -> new Avoid(name, rule.strength(), whom, where);
      case SPREAD -> new Spread(name, rule.strength(), whom, most(rule));
      case MOST_VMS -> new MostVms(name, rule.strength(), where, most(rule));
    };
  }

  private static int most(Rule rule) {
    return Objects.requireNonNull(rule.most(), "a rule that counts has a number");
  }

  private static <T extends Comparable<T>> List<T> ordered(Collection<T> some) {
    return List.copyOf(new TreeSet<>(some));
  }
}
