package io.godwit.protocol.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A cluster.
 *
 * @param hosts number of hosts in it
 * @param vms number of VMs at home there
 * @param migration limits of its VMs' migrations; null if nothing is said
 * @param balancing of the load of its hosts
 * @param power whether hosts that are not needed go off
 * @param cpuOvercommit virtual processors for each processor of a host at most
 * @param memoryOvercommit bytes of VMs for each byte of a host at most
 */
public record ClusterView(
    String name,
    String description,
    List<String> tags,
    int hosts,
    int vms,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable LimitsView migration,
    BalancingView balancing,
    PowerSavingView power,
    double cpuOvercommit,
    double memoryOvercommit) {
  public ClusterView {
    tags = List.copyOf(tags);
  }
}
