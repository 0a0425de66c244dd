package io.godwit.protocol.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A host: what people say of it, and what its agent has told.
 *
 * @param connection whether its agent is linked to this manager
 * @param confirmedAt when its agent has last spoken, as far as this leader knows
 * @param cluster the cluster it is in
 * @param tags those on it
 * @param notes what people want to remember of it
 * @param memoryReservedBytes memory of its VMs and of those on their way to it
 * @param vms number of VMs it owns
 * @param observed what its agent has told; null if it has not spoken to this leader
 * @param power ON, EMPTYING, GOING_OFF, STANDBY, COMING_ON or FAILED_TO_RETURN
 * @param faultDomain what fails with it; null if nobody has said
 */
public record HostView(
    String id,
    Connection connection,
    @Nullable Instant confirmedAt,
    String cluster,
    List<String> tags,
    String notes,
    long memoryReservedBytes,
    int vms,
    @Nullable Observed observed,
    String power,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String faultDomain) {
  public HostView {
    tags = List.copyOf(tags);
  }

  /** Whether an agent is linked. */
  public enum Connection {
    CONNECTED,
    DISCONNECTED
  }

  /**
   * What an agent tells of its host.
   *
   * @param memoryBytes memory VMs may use in total
   * @param accelerator {@code KVM} or {@code TCG}: what {@code AUTO} means there
   * @param sharesEnforced whether VMs have their shares there and keep to their limits; null if an
   *     older agent does not say
   * @param sharesReason how, or why not
   */
  public record Observed(
      String agentVersion,
      String kernel,
      int cpus,
      long memoryBytes,
      String accelerator,
      String acceleratorReason,
      String qemuVersion,
      String vmUser,
      String migrationAddress,
      List<String> datastores,
      List<String> networks,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Boolean sharesEnforced,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String sharesReason) {
    public Observed {
      datastores = List.copyOf(datastores);
      networks = List.copyOf(networks);
    }
  }
}
