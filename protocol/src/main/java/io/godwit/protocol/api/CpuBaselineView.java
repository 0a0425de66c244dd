package io.godwit.protocol.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What guests can have of their processors on every host of a cluster.
 *
 * @param cluster its name
 * @param baselines one for each accelerator that a host offers
 * @param unknown connected or known hosts that do not say what they can give; they are left out
 */
public record CpuBaselineView(String cluster, List<OfAccelerator> baselines, List<String> unknown) {
  public CpuBaselineView {
    baselines = List.copyOf(baselines);
    unknown = List.copyOf(unknown);
  }

  /**
   * On one accelerator.
   *
   * @param accelerator KVM or TCG
   * @param model the newest named CPU model that every member can give; not there if there is none
   * @param features that every member has, by QEMU's names
   * @param members what each costs the others
   */
  public record OfAccelerator(
      String accelerator, @Nullable String model, List<String> features, List<OfMember> members) {
    public OfAccelerator {
      features = List.copyOf(features);
      members = List.copyOf(members);
    }
  }

  /**
   * One host.
   *
   * @param costs features that all other members have, and only this one has not
   * @param modelWithout the newest model without this host; not there if it is the same
   */
  public record OfMember(String host, List<String> costs, @Nullable String modelWithout) {
    public OfMember {
      costs = List.copyOf(costs);
    }
  }
}
