package io.godwit.model.host;

import io.godwit.model.unit.DataSize;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

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
 * @param transport how memory can travel from and to here; older agents do not say
 * @param processors what the processors of guests can be here, on each accelerator there is; older
 *     agents do not say, and neither do those whose QEMU does not
 * @param overlays those of the networks that are overlays here; older agents do not say
 * @param shares whether VMs have their shares here and keep to their limits; older agents do not
 *     say
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
    List<NetworkName> networks,
    @Nullable TransportSupport transport,
    @Nullable List<CpuSupport> processors,
    @Nullable List<OverlayEnd> overlays,
    @Nullable ShareSupport shares) {
  public HostDescription {
    machineTypes = List.copyOf(machineTypes);
    datastores = List.copyOf(datastores);
    networks = List.copyOf(networks);
    processors = processors == null ? null : List.copyOf(processors);
    overlays = overlays == null ? null : List.copyOf(overlays);
  }

  /** A host that knows no overlays and says nothing of shares. */
  public HostDescription(
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
      List<NetworkName> networks,
      @Nullable TransportSupport transport,
      @Nullable List<CpuSupport> processors) {
    this(
        id,
        agentVersion,
        kernel,
        cpus,
        memory,
        accelerator,
        qemuVersion,
        machineTypes,
        vmUser,
        migrationAddress,
        datastores,
        networks,
        transport,
        processors,
        null,
        null);
  }

  /** The same host as a member of overlay networks. */
  public HostDescription withOverlays(List<OverlayEnd> others) {
    return with(transport, others, shares);
  }

  /** The same host with what it says of shares. */
  public HostDescription withShares(ShareSupport other) {
    return with(transport, overlays, other);
  }

  /** Whether what is said of VMs' processors is enforced here, as far as the host says. */
  public boolean enforcesShares() {
    return shares != null && shares.enforced();
  }

  /** The same host, which can do this with memory on its way. */
  public HostDescription withTransport(TransportSupport other) {
    return with(other, overlays, shares);
  }

  private HostDescription with(
      @Nullable TransportSupport otherTransport,
      @Nullable List<OverlayEnd> otherOverlays,
      @Nullable ShareSupport otherShares) {
    return new HostDescription(
        id,
        agentVersion,
        kernel,
        cpus,
        memory,
        accelerator,
        qemuVersion,
        machineTypes,
        vmUser,
        migrationAddress,
        datastores,
        networks,
        otherTransport,
        processors,
        otherOverlays,
        otherShares);
  }

  /** Where the host takes part in an overlay network, if it does. */
  public Optional<OverlayEnd> overlay(NetworkName network) {
    return overlays == null
        ? Optional.empty()
        : overlays.stream().filter(end -> end.network().equals(network)).findFirst();
  }

  /** What the processors of guests on that accelerator can be, as far as the host says. */
  public Optional<CpuSupport> cpu(Accelerator accelerator) {
    return processors == null
        ? Optional.empty()
        : processors.stream().filter(cpu -> cpu.accelerator() == accelerator).findFirst();
  }

  /** How memory can travel from and to here, as far as the host says. */
  public TransportSupport transportOrNone() {
    return transport == null ? TransportSupport.NONE : transport;
  }
}
