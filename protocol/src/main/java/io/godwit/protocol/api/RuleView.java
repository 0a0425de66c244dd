package io.godwit.protocol.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A rule of a cluster. It is stored and checked for what it names; nothing keeps it yet.
 *
 * @param vms names of VMs; a deleted VM is gone from it
 */
public record RuleView(
    String cluster,
    String name,
    String kind,
    String strength,
    List<String> vms,
    @Nullable String vmTag,
    List<String> hosts,
    @Nullable String hostTag,
    String description) {
  public RuleView {
    vms = List.copyOf(vms);
    hosts = List.copyOf(hosts);
  }
}
