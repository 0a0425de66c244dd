package io.godwit.protocol.api;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A network as it should be, if somebody has said so, and where hosts have it.
 *
 * @param kind {@code BRIDGED} or {@code OVERLAY}; null if only hosts know of it
 * @param mtu as it should be; null if only hosts know of it
 * @param hosts connected hosts that have it
 * @param confirmedAt when the last of them has said so; null if none does
 * @param findings where what is differs from what should be, in sentences
 */
public record NetworkView(
    String name,
    @Nullable String kind,
    @Nullable Integer vlan,
    @Nullable Integer vni,
    @Nullable Integer mtu,
    String description,
    List<String> tags,
    List<String> hosts,
    @Nullable Instant confirmedAt,
    List<String> findings) {
  public NetworkView {
    tags = List.copyOf(tags);
    hosts = List.copyOf(hosts);
    findings = List.copyOf(findings);
  }
}
