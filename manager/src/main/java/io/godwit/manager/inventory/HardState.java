package io.godwit.manager.inventory;

import io.godwit.manager.enrolment.Enrolments;
import io.godwit.manager.entity.EntityKey;
import io.godwit.manager.entity.EntityKind;
import io.godwit.manager.entity.Table;
import io.godwit.manager.identity.Identities;
import io.godwit.manager.inventory.MigrationState.Accepted;
import io.godwit.manager.inventory.MigrationState.RightChange;
import io.godwit.manager.inventory.MigrationState.Transition;
import io.godwit.manager.inventory.StateRecord.MigrationAccepted;
import io.godwit.manager.inventory.StateRecord.MigrationForgotten;
import io.godwit.manager.inventory.StateRecord.OfEnrolment;
import io.godwit.manager.inventory.StateRecord.OfIdentity;
import io.godwit.manager.inventory.StateRecord.OfMembers;
import io.godwit.manager.inventory.StateRecord.OfVm;
import io.godwit.manager.inventory.StateRecord.VmAdopted;
import io.godwit.manager.inventory.StateRecord.VmDefined;
import io.godwit.manager.inventory.StateRecord.VmDeleted;
import io.godwit.manager.membership.Members;
import io.godwit.model.migration.MigrationId;
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
 * @param migrations those in flight and the newest ended ones
 * @param inFlight the migration that has not ended, by VM
 * @param members the managers
 * @param enrolments which hosts may have a link
 * @param identities everyone who may do something
 */
public record HardState(
    Table<VmId, VmEntry> vms,
    Table<VmName, VmId> names,
    Table<MigrationId, Migration> migrations,
    Table<VmId, MigrationId> inFlight,
    Members members,
    Enrolments enrolments,
    Identities identities) {
  /** Ended migrations remembered: what people look back at; history has its own place later. */
  static final int MAX_ENDED = 1000;

  private static final String VM = "vm";
  private static final String MIGRATION = "migration";

  public static final HardState EMPTY =
      new HardState(
          Table.empty(),
          Table.empty(),
          Table.empty(),
          Table.empty(),
          Members.EMPTY,
          Enrolments.EMPTY,
          Identities.EMPTY);

  public Optional<VmEntry> vm(VmName name) {
    return names.get(name).flatMap(vms::get);
  }

  public Optional<Migration> migrationOf(VmId vm) {
    return inFlight.get(vm).flatMap(migrations::get);
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
        yield put(defined.vm(), defined.spec(), new Owned(defined.host(), defined.generation()));
      }
      case VmAdopted adopted -> {
        require(!inFlight.has(adopted.vm()), record);
        Optional<VmEntry> known = vms.get(adopted.vm());
        require(
            known.isEmpty() || !adopted.generation().isOlderThan(known.get().right().generation()),
            record);
        HardState without = known.isEmpty() ? this : remove(known.get());
        yield without.put(
            adopted.vm(), adopted.spec(), new Owned(adopted.host(), adopted.generation()));
      }
      case VmDeleted deleted -> {
        require(!inFlight.has(deleted.vm()), record);
        yield remove(vms.get(deleted.vm()).orElseThrow(() -> misfit(record)));
      }
      case MigrationAccepted accepted -> accept(accepted);
      case MigrationEvent event -> advance(event);
      case MigrationForgotten forgotten -> {
        require(
            migrations.get(forgotten.migration()).filter(Migration::hasEnded).isPresent(), record);
        yield withMigrations(migrations.without(forgotten.migration()), inFlight);
      }
      case OfMembers of -> with(members.apply(of.change()));
      case OfEnrolment of -> with(enrolments.apply(of.change()));
      case OfIdentity of -> with(identities.apply(of.change()));
    };
  }

  /** What is kept of it. The other two tables follow from these. */
  public static List<EntityKind<HardState, ?>> kinds() {
    List<EntityKind<HardState, ?>> kinds = new ArrayList<>(ownKinds());
    Members.kinds().forEach(kind -> kinds.add(kind.within(HardState::members, HardState::with)));
    Enrolments.kinds()
        .forEach(kind -> kinds.add(kind.within(HardState::enrolments, HardState::with)));
    Identities.kinds()
        .forEach(kind -> kinds.add(kind.within(HardState::identities, HardState::with)));
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
            state -> state.migrations.values()));
  }

  /** The entities in which {@code after}, which {@code record} helped to reach, may differ. */
  public List<EntityKey> touched(StateRecord record, HardState after) {
    return switch (record) {
      case OfVm ofVm ->
          record instanceof MigrationAccepted accepted
              ? List.of(migration(accepted.migration()))
              : List.of(vm(ofVm.vm()));
      case MigrationEvent event -> {
        Optional<Migration> known = after.migrations.get(event.migration());
        VmId vm = known.or(() -> migrations.get(event.migration())).orElseThrow().vm();
        yield List.of(migration(event.migration()), vm(vm));
      }
      case MigrationForgotten forgotten -> List.of(migration(forgotten.migration()));
      case OfMembers of -> of.change().touched();
      case OfEnrolment of -> of.change().touched();
      case OfIdentity of -> of.change().touched();
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
    return withVms(vms.with(vm, new VmEntry(vm, spec, right)), names.with(spec.name(), vm));
  }

  private HardState remove(VmEntry vm) {
    return withVms(vms.without(vm.id()), names.without(vm.name()));
  }

  private HardState withVms(Table<VmId, VmEntry> otherVms, Table<VmName, VmId> otherNames) {
    return new HardState(
        otherVms, otherNames, migrations, inFlight, members, enrolments, identities);
  }

  private HardState withMigrations(
      Table<MigrationId, Migration> others, Table<VmId, MigrationId> othersInFlight) {
    return new HardState(vms, names, others, othersInFlight, members, enrolments, identities);
  }

  private HardState with(Members others) {
    return new HardState(vms, names, migrations, inFlight, others, enrolments, identities);
  }

  private HardState with(Enrolments others) {
    return new HardState(vms, names, migrations, inFlight, members, others, identities);
  }

  private HardState with(Identities others) {
    return new HardState(vms, names, migrations, inFlight, members, enrolments, others);
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
            accepted.at(),
            new Accepted());
    return withMigrations(
        migrations.with(migration.id(), migration), inFlight.with(vm.id(), migration.id()));
  }

  private HardState advance(MigrationEvent event) {
    Migration migration = migrations.get(event.migration()).orElseThrow(() -> misfit(event));
    Transition transition = MigrationState.next(migration.state(), event);
    Migration next = migration.in(transition.next());
    return withVms(withRight(migration, transition.right(), event), names)
        .withMigrations(
            migrations.with(next.id(), next),
            next.hasEnded() ? inFlight.without(next.vm()) : inFlight);
  }

  private Table<VmId, VmEntry> withRight(
      Migration migration, RightChange change, MigrationEvent event) {
    RightToRun right =
        switch (change) {
          case RightChange.None _ -> null;
          case RightChange.ToHandover to ->
              new Handover(migration.source(), migration.destination(), to.generation());
          case RightChange.ToSource to -> new Owned(migration.source(), to.generation());
          case RightChange.ToDestination to -> new Owned(migration.destination(), to.generation());
        };
    if (right == null) {
      return vms;
    }
    VmEntry vm = vms.get(migration.vm()).orElseThrow(() -> misfit(event));
    Generation old = vm.right().generation();
    // Equal where the handover ends at the destination: it is the handover's own generation.
    require(!right.generation().isOlderThan(old), event);
    require(change instanceof RightChange.ToDestination || !right.generation().equals(old), event);
    return vms.with(vm.id(), new VmEntry(vm.id(), vm.spec(), right));
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
