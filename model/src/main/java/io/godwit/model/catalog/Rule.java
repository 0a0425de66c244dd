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
    String description)
    implements CatalogObject {
  /** A larger group is better named by a tag. */
  public static final int MAX_MEMBERS = 500;

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
    if (kind.speaksOfHosts() != ofHosts) {
      throw new IllegalArgumentException(
          kind.speaksOfHosts()
              ? kind + " needs hosts or a tag of hosts"
              : kind + " is about VMs alone and takes no hosts");
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
    AVOID;

    /** Whether it says something of hosts. */
    public boolean speaksOfHosts() {
      return this == RUN_ON || this == AVOID;
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
        description);
  }

  @Override
  public String id() {
    return cluster + ":" + name;
  }
}
