package io.godwit.protocol.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A rule of a cluster.
 *
 * @param vms names of VMs; a deleted VM is gone from it
 * @param most of {@code SPREAD}, how many of the VMs one fault domain may have; of {@code
 *     MOST_VMS}, how many VMs each of the hosts
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
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Integer most,
    String description) {
  public RuleView {
    vms = List.copyOf(vms);
    hosts = List.copyOf(hosts);
  }
}
