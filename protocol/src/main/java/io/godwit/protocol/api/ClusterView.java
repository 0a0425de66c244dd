package io.godwit.protocol.api;

import java.util.List;

/**
 * A cluster.
 *
 * @param hosts number of hosts in it
 * @param vms number of VMs at home there
 */
public record ClusterView(String name, String description, List<String> tags, int hosts, int vms) {
  public ClusterView {
    tags = List.copyOf(tags);
  }
}
