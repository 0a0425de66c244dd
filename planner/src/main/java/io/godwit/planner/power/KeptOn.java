package io.godwit.planner.power;

import io.godwit.model.host.HostId;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Hosts that are neither emptied nor switched off, whatever demand is.
 *
 * @param least hosts that are on at least, 0 or more
 * @param hosts and why each stays, as a part of a sentence
 */
public record KeptOn(int least, Map<HostId, String> hosts) {
  /** Demand alone decides. */
  public static final KeptOn NONE = new KeptOn(0, Map.of());

  public KeptOn {
    if (least < 0) {
      throw new IllegalArgumentException("0 or more hosts are kept on, not " + least);
    }
    hosts = new TreeMap<>(hosts);
  }

  Optional<String> reason(HostId host) {
    return Optional.ofNullable(hosts.get(host));
  }
}
