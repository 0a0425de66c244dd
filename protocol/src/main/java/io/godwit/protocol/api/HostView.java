package io.godwit.protocol.api;

import java.time.Instant;
import java.util.List;

/**
 * A host.
 *
 * @param connection whether its agent is linked to this manager
 * @param lastSeen when the manager last heard of it
 * @param memoryBytes memory VMs may use in total
 * @param memoryReservedBytes memory of its VMs and of those on their way to it
 * @param accelerator {@code KVM} or {@code TCG}: what {@code AUTO} means there
 * @param vms number of VMs it owns
 */
public record HostView(
    String id,
    Connection connection,
    Instant lastSeen,
    String agentVersion,
    String kernel,
    int cpus,
    long memoryBytes,
    long memoryReservedBytes,
    String accelerator,
    String acceleratorReason,
    String qemuVersion,
    String vmUser,
    String migrationAddress,
    List<String> datastores,
    List<String> networks,
    int vms) {
  /** Whether an agent is linked. */
  public enum Connection {
    CONNECTED,
    DISCONNECTED
  }
}
