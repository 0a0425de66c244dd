package io.godwit.model.host;

import io.godwit.model.unit.DataSize;
import java.util.List;

/**
 * What a host says of itself when its agent connects, and again when it changes.
 *
 * @param id the host
 * @param agentVersion version of the agent
 * @param kernel release of the running kernel
 * @param cpus processors that VMs may use
 * @param memory memory that VMs may use in total; what the host keeps for itself is already taken
 *     off
 * @param accelerator what {@code auto} means here
 * @param qemuVersion the QEMU that new VMs are started with
 * @param machineTypes versioned machine types that QEMU offers, newest first
 * @param vmUser the user that QEMU processes run as, and why if it is root
 * @param migrationAddress the address other hosts send VMs to
 * @param datastores datastores mounted here, in order of name
 * @param networks networks that VMs here may join, in order of name
 */
public record HostDescription(
    HostId id,
    String agentVersion,
    String kernel,
    int cpus,
    DataSize memory,
    AcceleratorVerdict accelerator,
    QemuVersion qemuVersion,
    List<String> machineTypes,
    String vmUser,
    String migrationAddress,
    List<Datastore> datastores,
    List<NetworkName> networks) {
  public HostDescription {
    machineTypes = List.copyOf(machineTypes);
    datastores = List.copyOf(datastores);
    networks = List.copyOf(networks);
  }
}
