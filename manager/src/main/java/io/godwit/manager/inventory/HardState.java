package io.godwit.manager.inventory;

import io.godwit.manager.catalog.Catalog;
import io.godwit.manager.catalog.CatalogChange;
import io.godwit.manager.enrolment.EnrolmentChange;
import io.godwit.manager.enrolment.Enrolments;
import io.godwit.manager.entity.EntityKey;
import io.godwit.manager.entity.EntityKind;
import io.godwit.manager.entity.Table;
import io.godwit.manager.event.Outbox;
import io.godwit.manager.identity.Identities;
import io.godwit.manager.inventory.MigrationState.Accepted;
import io.godwit.manager.inventory.MigrationState.RightChange;
import io.godwit.manager.inventory.MigrationState.Transition;
import io.godwit.manager.inventory.StateRecord.MigrationAccepted;
import io.godwit.manager.inventory.StateRecord.MigrationDecided;
import io.godwit.manager.inventory.StateRecord.MigrationForgotten;
import io.godwit.manager.inventory.StateRecord.OfCatalog;
import io.godwit.manager.inventory.StateRecord.OfEnrolment;
import io.godwit.manager.inventory.StateRecord.OfIdentity;
import io.godwit.manager.inventory.StateRecord.OfMaintenance;
import io.godwit.manager.inventory.StateRecord.OfMembers;
import io.godwit.manager.inventory.StateRecord.OfOutbox;
import io.godwit.manager.inventory.StateRecord.OfStandby;
import io.godwit.manager.inventory.StateRecord.OfTask;
import io.godwit.manager.inventory.StateRecord.VmAdopted;
import io.godwit.manager.inventory.StateRecord.VmDefined;
import io.godwit.manager.inventory.StateRecord.VmDeleted;
import io.godwit.manager.inventory.StateRecord.VmDiskMoved;
import io.godwit.manager.maintenance.Maintenances;
import io.godwit.manager.membership.Members;
import io.godwit.manager.standby.Standbys;
import io.godwit.manager.task.Tasks;
import io.godwit.model.catalog.PoolId;
import io.godwit.model.host.HostId;
import io.godwit.model.migration.DiskCopy;
import io.godwit.model.migration.MigrationId;
import io.godwit.model.vm.DiskSpec;
import io.godwit.model.vm.Generation;
import io.godwit.model.vm.RightToRun;
import io.godwit.model.vm.RightToRun.Handover;
import io.godwit.model.vm.RightToRun.Owned;
import io.godwit.model.vm.VmId;
import io.godwit.model.vm.VmName;
import io.godwit.model.vm.VmSpec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Hard state: the result of replaying the records, and nothing else.
 *
 * @param vms every VM
 * @param names whose a name is
 * @param homes which VMs a host has
 * @param migrations those in flight and the newest ended ones
 * @param inFlight the migration that has not ended, by VM
 * @param members the managers
 * @param enrolments which hosts may have a link
 * @param identities everyone who may do something
 * @param tasks other operations, and what repeated calls have led to
 * @param outbox what the history does not have yet
 * @param catalog what people say of the data center
 * @param maintenances which hosts are to be empty
 * @param standbys which hosts are off
 */
public record HardState(
    Table<VmId, VmEntry> vms,
    Table<VmName, VmId> names,
    Homes homes,
    Table<MigrationId, Migration> migrations,
    Table<VmId, MigrationId> inFlight,
    Members members,
    Enrolments enrolments,
    Identities identities,
    Tasks tasks,
    Outbox outbox,
    Catalog catalog,
    Maintenances maintenances,
    Standbys standbys) {
  /** Ended migrations remembered; the history has all of them. */
  static final int MAX_ENDED = 1000;

  private static final String VM = "vm";
  private static final String MIGRATION = "migration";

  public static final HardState EMPTY =
      new HardState(
          Table.empty(),
          Table.empty(),
          Homes.EMPTY,
          Table.empty(),
          Table.empty(),
          Members.EMPTY,
          Enrolments.EMPTY,
          Identities.EMPTY,
          Tasks.EMPTY,
          Outbox.EMPTY,
          Catalog.EMPTY,
          Maintenances.EMPTY,
          Standbys.EMPTY);

  public Optional<VmEntry> vm(VmName name) {
    return names.get(name).flatMap(vms::get);
  }

  public Optional<Migration> migrationOf(VmId vm) {
    return inFlight.get(vm).flatMap(migrations::get);
  }

  /** The migration of that id, whatever the text is. */
  public Optional<Migration> found(String id) {
    return MigrationId.isOne(id) ? migrations.get(new MigrationId(id)) : Optional.empty();
  }

  /**
   * What a record does.
   *
   * @throws IllegalStateException if it cannot follow this state
   */
  public HardState apply(StateRecord record) {
    return switch (record) {
      case VmDefined defined -> {
        require(!vms.has(defined.vm()), record);
        yield put(defined.vm(), defined.spec(), new Owned(defined.host(), defined.generation()))
            .settled(defined.vm());
      }
      case VmAdopted adopted -> {
        require(!inFlight.has(adopted.vm()), record);
        Optional<VmEntry> known = vms.get(adopted.vm());
        require(
            known.isEmpty() || !adopted.generation().isOlderThan(known.get().right().generation()),
            record);
        HardState without = known.isEmpty() ? this : remove(known.get());
        yield without
            .put(adopted.vm(), adopted.spec(), new Owned(adopted.host(), adopted.generation()))
            .settled(adopted.vm());
      }
      case VmDeleted deleted -> {
        require(!inFlight.has(deleted.vm()), record);
        yield remove(vms.get(deleted.vm()).orElseThrow(() -> misfit(record)))
            .with(catalog.without(deleted.vm()));
      }
      case VmDiskMoved moved -> {
        VmEntry vm = vms.get(moved.vm()).orElseThrow(() -> misfit(record));
        require(moved.disk() >= 0 && moved.disk() < vm.spec().disks().size(), record);
        List<DiskSpec> disks = new ArrayList<>(vm.spec().disks());
        disks.set(moved.disk(), moved.target());
        VmEntry next = new VmEntry(vm.id(), vm.spec().withDisks(disks), vm.right());
        yield withVms(vms.with(vm.id(), next), names, homes);
      }
      case MigrationAccepted accepted -> accept(accepted);
      case MigrationEvent event -> advance(event);
      case MigrationDecided decided -> {
        Migration migration = migrations.get(decided.migration()).orElseThrow(() -> misfit(record));
        yield withMigrations(
            migrations.with(migration.id(), migration.with(decided.decision())), inFlight);
      }
      case MigrationForgotten forgotten -> {
        require(
            migrations.get(forgotten.migration()).filter(Migration::hasEnded).isPresent(), record);
        yield withMigrations(migrations.without(forgotten.migration()), inFlight);
      }
      case OfMembers of -> with(members.apply(of.change()));
      case OfEnrolment of ->
          with(enrolments.apply(of.change()))
              .with(catalogAfter(of.change()))
              .with(maintenancesAfter(of.change()))
              .with(standbysAfter(of.change()));
      case OfIdentity of -> with(identities.apply(of.change()));
      case OfTask of -> with(tasks.apply(of.change()));
      case OfOutbox of -> with(outbox.apply(of.change()));
      case OfCatalog of -> {
        requireFitting(of.change());
        yield with(catalog.apply(of.change()));
      }
      case OfMaintenance of -> with(maintenances.apply(of.change()));
      case OfStandby of -> with(standbys.apply(of.change()));
    };
  }

  /** What is kept of it. All other tables follow from these. */
  public static List<EntityKind<HardState, ?>> kinds() {
    List<EntityKind<HardState, ?>> kinds = new ArrayList<>(ownKinds());
    Members.kinds().forEach(kind -> kinds.add(kind.within(HardState::members, HardState::with)));
    Enrolments.kinds()
        .forEach(kind -> kinds.add(kind.within(HardState::enrolments, HardState::with)));
    Identities.kinds()
        .forEach(kind -> kinds.add(kind.within(HardState::identities, HardState::with)));
    Tasks.kinds().forEach(kind -> kinds.add(kind.within(HardState::tasks, HardState::with)));
    Outbox.kinds().forEach(kind -> kinds.add(kind.within(HardState::outbox, HardState::with)));
    Catalog.kinds().forEach(kind -> kinds.add(kind.within(HardState::catalog, HardState::with)));
    Maintenances.kinds()
        .forEach(kind -> kinds.add(kind.within(HardState::maintenances, HardState::with)));
    Standbys.kinds().forEach(kind -> kinds.add(kind.within(HardState::standbys, HardState::with)));
    return kinds;
  }

  private static List<EntityKind<HardState, ?>> ownKinds() {
    return List.of(
        new EntityKind<>(
            VM,
            VmEntry.class,
            vm -> vm.id().toString(),
            (state, id) -> state.vms.get(VmId.parse(id)),
            (state, vm) -> state.put(vm.id(), vm.spec(), vm.right()),
            state -> state.vms.values()),
        new EntityKind<>(
            MIGRATION,
            Migration.class,
            migration -> migration.id().toString(),
            (state, id) -> state.migrations.get(new MigrationId(id)),
            HardState::loaded,
            state -> state.migrations.values(),
            MigrationForms.UPGRADES));
  }

  /** The entities in which {@code after}, which {@code record} helped to reach, may differ. */
  public List<EntityKey> touched(StateRecord record, HardState after) {
    return switch (record) {
      case MigrationAccepted accepted -> List.of(migration(accepted.migration()));
      case VmDefined defined -> List.of(vm(defined.vm()), Catalog.entity(defined.vm()));
      case VmAdopted adopted -> List.of(vm(adopted.vm()), Catalog.entity(adopted.vm()));
      case VmDeleted deleted -> {
        List<EntityKey> touched = new ArrayList<>(List.of(vm(deleted.vm())));
        touched.addAll(catalog.touchedWithout(deleted.vm()));
        yield touched;
      }
      case VmDiskMoved moved -> List.of(vm(moved.vm()));
      case MigrationEvent event -> {
        Optional<Migration> known = after.migrations.get(event.migration());
        VmId vm = known.or(() -> migrations.get(event.migration())).orElseThrow().vm();
        yield List.of(migration(event.migration()), vm(vm), Catalog.entity(vm));
      }
      case MigrationDecided decided -> List.of(migration(decided.migration()));
      case MigrationForgotten forgotten -> List.of(migration(forgotten.migration()));
      case OfTask of -> of.change().touched();
      case OfOutbox of -> outbox.touched(of.change(), after.outbox);
      case OfMembers of -> of.change().touched();
      case OfEnrolment of -> {
        List<EntityKey> touched = new ArrayList<>(of.change().touched());
        touched.add(Catalog.entity(of.change().host()));
        touched.add(Maintenances.entity(of.change().host()));
        touched.add(Standbys.entity(of.change().host()));
        yield touched;
      }
      case OfCatalog of -> of.change().touched();
      case OfIdentity of -> of.change().touched();
      case OfMaintenance of -> of.change().touched();
      case OfStandby of -> of.change().touched();
    };
  }

  private static EntityKey vm(VmId id) {
    return new EntityKey(VM, id.toString());
  }

  private static EntityKey migration(MigrationId id) {
    return new EntityKey(MIGRATION, id.toString());
  }

  private HardState loaded(Migration migration) {
    require(migration.hasEnded() || !inFlight.has(migration.vm()), migration);
    return withMigrations(
        migrations.with(migration.id(), migration),
        migration.hasEnded() ? inFlight : inFlight.with(migration.vm(), migration.id()));
  }

  private HardState put(VmId vm, VmSpec spec, RightToRun right) {
    if (names.has(spec.name())) {
      throw new IllegalStateException("the name " + spec.name() + " is taken");
    }
    VmEntry entry = new VmEntry(vm, spec, right);
    return withVms(vms.with(vm, entry), names.with(spec.name(), vm), homes.with(entry));
  }

  private HardState remove(VmEntry vm) {
    return withVms(vms.without(vm.id()), names.without(vm.name()), homes.without(vm));
  }

  private HardState withVms(
      Table<VmId, VmEntry> otherVms, Table<VmName, VmId> otherNames, Homes otherHomes) {
    return new HardState(
        otherVms,
        otherNames,
        otherHomes,
        migrations,
        inFlight,
        members,
        enrolments,
        identities,
        tasks,
        outbox,
        catalog,
        maintenances,
        standbys);
  }

  private HardState withMigrations(
      Table<MigrationId, Migration> others, Table<VmId, MigrationId> othersInFlight) {
    return new HardState(
        vms,
        names,
        homes,
        others,
        othersInFlight,
        members,
        enrolments,
        identities,
        tasks,
        outbox,
        catalog,
        maintenances,
        standbys);
  }

  private HardState with(Members others) {
    return new HardState(
        vms,
        names,
        homes,
        migrations,
        inFlight,
        others,
        enrolments,
        identities,
        tasks,
        outbox,
        catalog,
        maintenances,
        standbys);
  }

  private HardState with(Enrolments others) {
    return new HardState(
        vms,
        names,
        homes,
        migrations,
        inFlight,
        members,
        others,
        identities,
        tasks,
        outbox,
        catalog,
        maintenances,
        standbys);
  }

  private HardState with(Identities others) {
    return new HardState(
        vms,
        names,
        homes,
        migrations,
        inFlight,
        members,
        enrolments,
        others,
        tasks,
        outbox,
        catalog,
        maintenances,
        standbys);
  }

  private HardState with(Tasks others) {
    return new HardState(
        vms,
        names,
        homes,
        migrations,
        inFlight,
        members,
        enrolments,
        identities,
        others,
        outbox,
        catalog,
        maintenances,
        standbys);
  }

  private HardState with(Outbox other) {
    return new HardState(
        vms,
        names,
        homes,
        migrations,
        inFlight,
        members,
        enrolments,
        identities,
        tasks,
        other,
        catalog,
        maintenances,
        standbys);
  }

  private HardState with(Catalog other) {
    return new HardState(
        vms,
        names,
        homes,
        migrations,
        inFlight,
        members,
        enrolments,
        identities,
        tasks,
        outbox,
        other,
        maintenances,
        standbys);
  }

  private HardState with(Maintenances others) {
    return new HardState(
        vms,
        names,
        homes,
        migrations,
        inFlight,
        members,
        enrolments,
        identities,
        tasks,
        outbox,
        catalog,
        others,
        standbys);
  }

  private HardState with(Standbys others) {
    return new HardState(
        vms,
        names,
        homes,
        migrations,
        inFlight,
        members,
        enrolments,
        identities,
        tasks,
        outbox,
        catalog,
        maintenances,
        others);
  }

  private HardState accept(MigrationAccepted accepted) {
    VmEntry vm = vms.get(accepted.vm()).orElseThrow(() -> misfit(accepted));
    require(!inFlight.has(vm.id()) && !migrations.has(accepted.migration()), accepted);
    require(!accepted.source().equals(accepted.destination()), accepted);
    require(vm.right() instanceof Owned owned && owned.host().equals(accepted.source()), accepted);
    Migration migration =
        new Migration(
            accepted.migration(),
            accepted.vm(),
            accepted.name(),
            accepted.source(),
            accepted.destination(),
            accepted.limits(),
            accepted.course(),
            accepted.forecast(),
            accepted.decisions(),
            accepted.copies(),
            accepted.at(),
            accepted.at(),
            accepted.origin(),
            new Accepted());
    return withMigrations(
        migrations.with(migration.id(), migration), inFlight.with(vm.id(), migration.id()));
  }

  private HardState advance(MigrationEvent event) {
    Migration migration = migrations.get(event.migration()).orElseThrow(() -> misfit(event));
    Transition transition = MigrationState.next(migration.state(), event);
    Migration next = advanced(migration, event).in(transition.next());
    return withRight(migration, transition.right(), event)
        .withMigrations(
            migrations.with(next.id(), next),
            next.hasEnded() ? inFlight.without(next.vm()) : inFlight)
        .settled(next.vm());
  }

  private static Migration advanced(Migration migration, MigrationEvent event) {
    if (event instanceof MigrationEvent.TurnCame came) {
      return migration.begun(came);
    }
    return event instanceof MigrationEvent.Enqueued ? migration.waiting() : migration;
  }

  /**
   * The same as if a migration that waits for its turn had never been asked for: what it is checked
   * against when the turn comes.
   */
  public HardState without(Migration queued) {
    require(queued.state() instanceof MigrationState.Queued, queued);
    return withMigrations(migrations.without(queued.id()), inFlight.without(queued.vm()));
  }

  /** A VM whose home is in another cluster than before leaves its pool there. */
  private HardState settled(VmId vm) {
    return vms.get(vm).map(entry -> with(catalog.settled(vm, entry.right().home()))).orElse(this);
  }

  /** What was said of a host goes with it, but not while a VM is at home there. */
  private Catalog catalogAfter(EnrolmentChange change) {
    return change instanceof EnrolmentChange.HostRemoved && !isHome(change.host())
        ? catalog.without(change.host())
        : catalog;
  }

  private Maintenances maintenancesAfter(EnrolmentChange change) {
    return change instanceof EnrolmentChange.HostRemoved
        ? maintenances.without(change.host())
        : maintenances;
  }

  private Standbys standbysAfter(EnrolmentChange change) {
    return change instanceof EnrolmentChange.HostRemoved
        ? standbys.without(change.host())
        : standbys;
  }

  /** Whether a VM is at home on a host, or on its way there. */
  public boolean isHome(HostId host) {
    return vms.values().stream()
        .map(VmEntry::right)
        .anyMatch(right ->
            right.home().equals(host)
                || (right instanceof Handover handover && handover.destination().equals(host)));
  }

  private void requireFitting(CatalogChange change) {
    if (change instanceof CatalogChange.VmDescribed described) {
      VmEntry vm = vms.get(described.attributes().vm()).orElseThrow(() -> misfit(change));
      PoolId pool = described.attributes().pool();
      require(pool == null || pool.cluster().equals(catalog.clusterOf(vm.right().home())), change);
    } else if (change instanceof CatalogChange.HostDescribed described) {
      HostId host = described.attributes().host();
      require(
          catalog.clusterOf(host).equals(described.attributes().cluster()) || !isHome(host),
          change);
    }
  }

  private HardState withRight(Migration migration, RightChange change, MigrationEvent event) {
    RightToRun right =
        switch (change) {
          case RightChange.None _ -> null;
          case RightChange.ToHandover to ->
              new Handover(migration.source(), migration.destination(), to.generation());
          case RightChange.ToSource to -> new Owned(migration.source(), to.generation());
          case RightChange.ToDestination to -> new Owned(migration.destination(), to.generation());
        };
    if (right == null) {
      return this;
    }
    VmEntry vm = vms.get(migration.vm()).orElseThrow(() -> misfit(event));
    Generation old = vm.right().generation();
    // Equal where the handover ends at the destination: it is the handover's own generation.
    require(!right.generation().isOlderThan(old), event);
    require(change instanceof RightChange.ToDestination || !right.generation().equals(old), event);
    VmSpec spec =
        change instanceof RightChange.ToDestination
            ? DiskCopy.applied(vm.spec(), migration.copies())
            : vm.spec();
    VmEntry next = new VmEntry(vm.id(), spec, right);
    return withVms(vms.with(vm.id(), next), names, homes.without(vm).with(next));
  }

  /** The ended migration that is forgotten when another one ends, if there are enough. */
  Optional<MigrationId> oldestBeyondLimit() {
    if (migrations.size() - inFlight.size() < MAX_ENDED) {
      return Optional.empty();
    }
    return migrations.values().stream()
        .filter(Migration::hasEnded)
        .min(Comparator.comparing(Migration::acceptedAt).thenComparing(Migration::id))
        .map(Migration::id);
  }

  private static void require(boolean holds, Object record) {
    if (!holds) {
      throw misfit(record);
    }
  }

  private static IllegalStateException misfit(Object record) {
    return new IllegalStateException(record + " does not fit the state");
  }
}
