package io.godwit.manager.inventory;

import io.godwit.manager.catalog.Catalog;
import io.godwit.manager.enrolment.EnrolledHost;
import io.godwit.manager.entity.Entities;
import io.godwit.manager.entity.EntityKey;
import io.godwit.manager.entity.EntityKind;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.host.Accelerator;
import io.godwit.model.host.Datastore;
import io.godwit.model.host.DatastoreName;
import io.godwit.model.host.HostId;
import io.godwit.model.migration.MigrationId;
import io.godwit.model.unit.DataSize;
import io.godwit.model.vm.RightToRun.Handover;
import io.godwit.model.vm.VmId;
import io.godwit.model.vm.VmName;
import io.godwit.model.vm.VmObservation;
import io.godwit.model.vm.VmState;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Everything the manager knows at one moment. Immutable. */
public record DataCenter(HardState hard, SoftState soft) {
  public static final DataCenter EMPTY = new DataCenter(HardState.EMPTY, SoftState.EMPTY);

  public DataCenter apply(StateRecord record) {
    return new DataCenter(hard.apply(record), soft);
  }

  /** What is kept of it: its hard state. */
  public static Entities<DataCenter> entities() {
    return new Entities<>(
        EMPTY,
        HardState.kinds().stream().<EntityKind<DataCenter, ?>>map(DataCenter::lifted).toList());
  }

  private static <T> EntityKind<DataCenter, T> lifted(EntityKind<HardState, T> kind) {
    return kind.within(DataCenter::hard, (whole, hard) -> new DataCenter(hard, whole.soft));
  }

  /** See {@link HardState#without(Migration)}. */
  public DataCenter without(Migration queued) {
    return new DataCenter(hard.without(queued), soft);
  }

  /** See {@link HardState#touched}. */
  public List<EntityKey> touched(StateRecord record, DataCenter after) {
    return hard.touched(record, after.hard);
  }

  /** The same with another soft state. */
  public DataCenter soften(UnaryOperator<SoftState> change) {
    return new DataCenter(hard, change.apply(soft));
  }

  /**
   * The VM of that name.
   *
   * @throws GodwitException VM_UNKNOWN
   */
  public VmEntry requireVm(VmName name) {
    return hard.vm(name)
        .orElseThrow(() ->
            new GodwitException(
                ErrorCode.VM_UNKNOWN,
                "There is no VM " + name + ".",
                "List the VMs with 'godwit vm list'."));
  }

  /**
   * The host of that id.
   *
   * @throws GodwitException HOST_UNKNOWN
   */
  public HostEntry requireHost(HostId id) {
    return soft.hosts()
        .get(id)
        .orElseThrow(() ->
            new GodwitException(
                ErrorCode.HOST_UNKNOWN,
                "There is no host " + id + ".",
                "List the hosts with 'godwit host list'; a host is known once its agent has"
                    + " connected."));
  }

  /** Whether there is such a host: one that has connected, or is enrolled, or is spoken of. */
  public boolean knows(HostId id) {
    return soft.hosts().has(id)
        || hard.catalog().hosts().has(id)
        || hard.enrolments().hosts().get(id).filter(EnrolledHost::enrolled).isPresent();
  }

  /**
   * A host whose agent is linked.
   *
   * @throws GodwitException HOST_UNKNOWN or AGENT_UNREACHABLE
   */
  public HostEntry requireConnected(HostId id) {
    HostEntry host = requireHost(id);
    if (!host.isConnected()) {
      throw new GodwitException(
          ErrorCode.AGENT_UNREACHABLE,
          "The agent of host " + id + " is not connected.",
          "Check that the agent runs on " + id + " and reaches the manager, then try again.");
    }
    return host;
  }

  /**
   * The migration of that id.
   *
   * @throws GodwitException MIGRATION_UNKNOWN
   */
  public Migration requireMigration(MigrationId id) {
    return hard.migrations()
        .get(id)
        .orElseThrow(() ->
            new GodwitException(
                ErrorCode.MIGRATION_UNKNOWN,
                "There is no migration " + id + ".",
                "List the migrations with 'godwit migration list'."));
  }

  /**
   * What the VM runs on, which it keeps when it moves.
   *
   * @throws GodwitException {@code VM_NOT_RUNNING} if its agent has not said
   */
  public Accelerator requireAccelerator(VmEntry vm) {
    return observation(vm)
        .flatMap(seen -> Optional.ofNullable(seen.accelerator()))
        .orElseThrow(() ->
            new GodwitException(
                ErrorCode.VM_NOT_RUNNING,
                "VM " + vm.name() + " has no running QEMU as far as its agent has told.",
                "Only a running VM is moved live; start it first."));
  }

  /** What the VM's home says of it. */
  public Optional<VmObservation> observation(VmEntry vm) {
    return soft.observation(vm.right().home(), vm.id());
  }

  /** Whether the VM's memory is, or is about to be, in use on {@code host}. */
  public boolean occupies(VmId vm, HostId host) {
    boolean running =
        soft.observation(host, vm)
            .map(VmObservation::state)
            .filter(VmState::hasProcess)
            .isPresent();
    boolean starting =
        soft.claims()
            .get(vm)
            .filter(claim -> claim.startsQemu() && claim.host().equals(host))
            .isPresent();
    boolean coming =
        hard.migrationOf(vm).filter(m -> m.destination().equals(host)).isPresent()
            || hard.vms()
                .get(vm)
                .filter(v -> v.right() instanceof Handover h && h.destination().equals(host))
                .isPresent();
    return running || starting || coming;
  }

  /**
   * Memory that {@code host} has to have for the VMs that run there, are being started there or are
   * on their way to it.
   */
  public DataSize reservedOn(HostId host) {
    return occupants(host).map(vm -> backing(vm, host)).reduce(DataSize.ZERO, DataSize::plus);
  }

  /**
   * Memory that {@code host} has to have for a VM: less than it has where memory is overcommitted.
   */
  public DataSize backing(VmEntry vm, HostId host) {
    Catalog catalog = hard.catalog();
    return catalog
        .cluster(catalog.clusterOf(host))
        .backing(vm.spec().memory(), catalog.of(vm.id()).resources().memory().reservation());
  }

  /** The VMs that run on {@code host}, are being started there or on their way to it, by id. */
  Stream<VmEntry> occupants(HostId host) {
    return candidates(host).stream()
        .filter(vm -> occupies(vm, host))
        .flatMap(vm -> hard.vms().get(vm).stream());
  }

  /**
   * The VMs that can occupy {@code host}: what its agent tells of, what is started and what comes.
   * A few dozen, where the data center has 40,000.
   */
  public Set<VmId> candidates(HostId host) {
    Set<VmId> candidates = new TreeSet<>();
    soft.hosts().get(host).ifPresent(entry -> candidates.addAll(entry.vms().entries().keySet()));
    candidates.addAll(soft.claims().entries().keySet());
    candidates.addAll(hard.inFlight().entries().keySet());
    return candidates;
  }

  /** How {@code host} has a datastore mounted, if it has. */
  public static Optional<Datastore.Reach> reach(HostEntry host, DatastoreName name) {
    return host.description().datastores().stream()
        .filter(datastore -> datastore.name().equals(name))
        .map(Datastore::reach)
        .findFirst();
  }
}
