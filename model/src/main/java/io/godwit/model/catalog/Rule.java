package io.godwit.model.catalog;

import io.godwit.model.host.HostId;
import io.godwit.model.vm.VmId;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Where VMs of a cluster shall be, or not be. Which VMs are meant is said by a list or by a tag,
 * and so are hosts.
 *
 * @param vms the VMs meant, if there is no tag; deleted ones leave it, so it may become empty
 * @param vmTag all VMs with this tag
 * @param hosts the hosts meant, if the kind speaks of hosts and there is no tag
 * @param hostTag all hosts with this tag
 * @param most how many of the VMs one fault domain may have, or how many VMs one host; null if the
 *     kind does not speak of numbers
 */
public record Rule(
    ClusterName cluster,
    RuleName name,
    Kind kind,
    Strength strength,
    List<VmId> vms,
    @Nullable TagName vmTag,
    List<HostId> hosts,
    @Nullable TagName hostTag,
    @Nullable Integer most,
    String description)
    implements CatalogObject {
  /** A larger group is better named by a tag. */
  public static final int MAX_MEMBERS = 500;

  /** More VMs than a host has room for. */
  public static final int MAX_MOST = 10_000;

  public Rule {
    Texts.requireDescription(description);
    vms = List.copyOf(new TreeSet<>(vms));
    hosts = List.copyOf(new TreeSet<>(hosts));
    if (vms.size() > MAX_MEMBERS || hosts.size() > MAX_MEMBERS) {
      throw new IllegalArgumentException(
          "a rule lists at most " + MAX_MEMBERS + " VMs and hosts; use a tag for more");
    }
    if (vmTag != null && !vms.isEmpty()) {
      throw new IllegalArgumentException("a rule names VMs or a tag of VMs, one of the two");
    }
    boolean ofHosts = !hosts.isEmpty() || hostTag != null;
    if (hostTag != null && !hosts.isEmpty()) {
      throw new IllegalArgumentException("a rule names hosts or a tag of hosts, one of the two");
    }
    if (ofHosts && !kind.takesHosts()) {
      throw new IllegalArgumentException(kind + " is about VMs alone and takes no hosts");
    }
    if (!ofHosts && kind.needsHosts()) {
      throw new IllegalArgumentException(kind + " needs hosts or a tag of hosts");
    }
    if (!kind.takesVms() && (vmTag != null || !vms.isEmpty())) {
      throw new IllegalArgumentException(kind + " is about hosts, and takes no VMs");
    }
    if ((most != null) != kind.counts()) {
      throw new IllegalArgumentException(
          kind.counts() ? kind + " needs a number, the most" : kind + " takes no number");
    }
    if (most != null && (most < kind.least() || most > MAX_MOST)) {
      throw new IllegalArgumentException(
          "the most of " + kind + " is " + kind.least() + " to " + MAX_MOST + ", not " + most);
    }
  }

  /** What is asked. */
  public enum Kind {
    /** All on one host. */
    KEEP_TOGETHER,
    /** No two on one host. */
    KEEP_APART,
    /** On one of these hosts. */
    RUN_ON,
    /** On none of these hosts. */
    AVOID,
    /** Not too many of them in one fault domain. */
    SPREAD,
    /** Not too many VMs, whichever, on each of these hosts; of every host if none is named. */
    MOST_VMS;

    /** Whether it says something of some VMs. */
    public boolean takesVms() {
      return this != MOST_VMS;
    }

    /** Whether it may say something of hosts. */
    public boolean takesHosts() {
      return needsHosts() || this == MOST_VMS;
    }

    /** Whether it says nothing without hosts. */
    public boolean needsHosts() {
      return this == RUN_ON || this == AVOID;
    }

    /** Whether it has a number. */
    public boolean counts() {
      return this == SPREAD || this == MOST_VMS;
    }

    /** The least number that makes sense: a host may be for no VM at all. */
    int least() {
      return this == SPREAD ? 1 : 0;
    }
  }

  /** How much it is worth. */
  public enum Strength {
    /** A place that breaks it is none. */
    MUST,
    /** A place that keeps it is better. */
    SHOULD
  }

  /** Which rule it is. */
  public RuleId key() {
    return new RuleId(cluster, name);
  }

  /** The same without a VM. */
  public Rule without(VmId gone) {
    return new Rule(
        cluster,
        name,
        kind,
        strength,
        vms.stream().filter(vm -> !vm.equals(gone)).toList(),
        vmTag,
        hosts,
        hostTag,
        most,
        description);
  }

  @Override
  public String id() {
    return cluster + ":" + name;
  }
}
