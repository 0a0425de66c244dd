package io.godwit.protocol.api;

import java.util.List;

/**
 * Maintenance of the hosts of a cluster, some at a time.
 *
 * @param batches one after the other; each rests on the hosts of the one before being back
 * @param blocked hosts that cannot be emptied
 */
public record RollingView(String cluster, List<BatchView> batches, List<BlockedView> blocked) {
  public RollingView {
    batches = List.copyOf(batches);
    blocked = List.copyOf(blocked);
  }

  /**
   * Hosts that are emptied at the same time.
   *
   * @param moves how many VMs move for it
   * @param expectedMs how long until they are empty
   */
  public record BatchView(List<String> hosts, int moves, long expectedMs) {
    public BatchView {
      hosts = List.copyOf(hosts);
    }
  }

  /**
   * A host that cannot be emptied.
   *
   * @param because a sentence for each VM that cannot leave
   */
  public record BlockedView(String host, List<String> because) {
    public BlockedView {
      because = List.copyOf(because);
    }
  }
}
