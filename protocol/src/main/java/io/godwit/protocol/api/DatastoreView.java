package io.godwit.protocol.api;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A datastore as it should be, if somebody has said so, and as hosts have it.
 *
 * @param kind {@code LOCAL} or {@code SHARED}, as it should be; null if only hosts know of it
 * @param hosts connected hosts that have it
 * @param confirmedAt when the last of them has said so; null if none does
 * @param findings where what is differs from what should be, in sentences
 */
public record DatastoreView(
    String name,
    @Nullable String kind,
    String description,
    List<String> tags,
    List<OnHost> hosts,
    @Nullable Instant confirmedAt,
    List<String> findings) {
  public DatastoreView {
    tags = List.copyOf(tags);
    hosts = List.copyOf(hosts);
    findings = List.copyOf(findings);
  }

  /**
   * A datastore as one host has it.
   *
   * @param kind {@code LOCAL} or {@code SHARED}
   * @param confirmedAt when its agent has last spoken
   */
  public record OnHost(String host, String kind, Instant confirmedAt) {}
}
