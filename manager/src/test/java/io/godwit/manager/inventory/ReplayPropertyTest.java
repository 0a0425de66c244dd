package io.godwit.manager.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.manager.catalog.CatalogChange;
import io.godwit.manager.catalog.CatalogKey;
import io.godwit.manager.catalog.References;
import io.godwit.manager.entity.Entities;
import io.godwit.manager.entity.EntityKey;
import io.godwit.manager.entity.EntityWrite;
import io.godwit.manager.event.EventDraft;
import io.godwit.manager.event.Origin;
import io.godwit.manager.event.OutboxChange;
import io.godwit.manager.history.Filed;
import io.godwit.manager.inventory.MigrationEvent.CopyBegun;
import io.godwit.manager.inventory.MigrationEvent.HandoverReserved;
import io.godwit.manager.inventory.MigrationEvent.HandoverUncertain;
import io.godwit.manager.inventory.MigrationEvent.MigrationCancelled;
import io.godwit.manager.inventory.MigrationEvent.MigrationCompleted;
import io.godwit.manager.inventory.MigrationEvent.MigrationFailed;
import io.godwit.manager.inventory.MigrationEvent.PrepareBegun;
import io.godwit.manager.inventory.MigrationEvent.TakeBackDecided;
import io.godwit.manager.loop.Outcome;
import io.godwit.manager.loop.StateStore;
import io.godwit.manager.maintenance.Maintenance;
import io.godwit.manager.maintenance.MaintenanceChange;
import io.godwit.manager.standby.HostPower;
import io.godwit.manager.standby.StandbyChange;
import io.godwit.manager.task.Receipt;
import io.godwit.manager.task.Task;
import io.godwit.manager.task.TaskChange;
import io.godwit.manager.task.TaskEnd;
import io.godwit.manager.time.Time;
import io.godwit.model.catalog.Automation;
import io.godwit.model.catalog.Balancing;
import io.godwit.model.catalog.Cluster;
import io.godwit.model.catalog.ClusterName;
import io.godwit.model.catalog.Folder;
import io.godwit.model.catalog.FolderPath;
import io.godwit.model.catalog.HostAttributes;
import io.godwit.model.catalog.Pool;
import io.godwit.model.catalog.PoolId;
import io.godwit.model.catalog.PoolName;
import io.godwit.model.catalog.PowerSaving;
import io.godwit.model.catalog.QuietTime;
import io.godwit.model.catalog.Resources;
import io.godwit.model.catalog.Rule;
import io.godwit.model.catalog.RuleName;
import io.godwit.model.catalog.Share;
import io.godwit.model.catalog.Tag;
import io.godwit.model.catalog.TagName;
import io.godwit.model.catalog.VmAttributes;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.Problem;
import io.godwit.model.event.Event;
import io.godwit.model.host.DatastoreName;
import io.godwit.model.host.HostId;
import io.godwit.model.migration.Course;
import io.godwit.model.migration.Decision;
import io.godwit.model.migration.DiskWish;
import io.godwit.model.migration.LimitsWish;
import io.godwit.model.migration.MigrationId;
import io.godwit.model.migration.MigrationLimits;
import io.godwit.model.migration.MigrationResult;
import io.godwit.model.migration.PostcopyPolicy;
import io.godwit.model.migration.SecrecyPolicy;
import io.godwit.model.migration.Transport;
import io.godwit.model.task.TaskId;
import io.godwit.model.unit.DataRate;
import io.godwit.model.unit.DataSize;
import io.godwit.model.vm.AcceleratorChoice;
import io.godwit.model.vm.Boot;
import io.godwit.model.vm.DatastoreFile;
import io.godwit.model.vm.DiskFormat;
import io.godwit.model.vm.DiskSpec;
import io.godwit.model.vm.Generation;
import io.godwit.model.vm.MachineType;
import io.godwit.model.vm.RightToRun.Handover;
import io.godwit.model.vm.VmId;
import io.godwit.model.vm.VmName;
import io.godwit.model.vm.VmSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Throws random records at the state, legal or not; a failure names its seed. */
final class ReplayPropertyTest {
  private static final int STEPS = 2000;
  private static final Problem WHY = new Problem(ErrorCode.MIGRATION_FAILED, "So.", "Then.");
  private static final Instant AT = Instant.EPOCH;
  private static final Course COURSE =
      new Course(Transport.PLAIN, 0, false, MigrationLimits.DEFAULT.downtimeLimit());

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void whatIsKeptGivesTheLiveState(long seed) throws Exception {
    Random random = new Random(seed);
    Shelf shelf = new Shelf();
    HardState live;
    int accepted = 0;
    try (Inventory inventory = new Inventory(shelf, Time.REAL)) {
      for (int i = 0; i < STEPS; i++) {
        StateRecord record = any(random, inventory.now().hard());
        HardState before = inventory.now().hard();
        try {
          inventory.decide(state -> Outcome.recorded(List.of(record), true));
          accepted++;
        } catch (IllegalStateException refused) {
          assertThat(inventory.now().hard()).as("seed %d", seed).isEqualTo(before);
        }
        check(inventory.now().hard(), before, seed);
      }
      assertThat(shelf.texts()).as("seed %d", seed).isEqualTo(Shelf.texts(inventory.now()));
      live = inventory.now().hard();
    }
    try (Inventory again = new Inventory(shelf, Time.REAL)) {
      assertThat(again.now().hard()).as("seed %d", seed).isEqualTo(live);
    }
    assertThat(accepted).as("seed %d does something", seed).isGreaterThan(STEPS / 20);
  }

  /** Keeps entities, as ZooKeeper does. */
  private static final class Shelf implements StateStore<DataCenter, StateRecord> {
    private static final Entities<DataCenter> ENTITIES = DataCenter.entities();
    private final SortedMap<EntityKey, byte[]> kept = new TreeMap<>();

    @Override
    public DataCenter load() throws IOException {
      Entities<DataCenter>.Reading reading = ENTITIES.reading();
      for (var entry : kept.entrySet()) {
        reading.add(entry.getKey(), entry.getValue());
      }
      return reading.state();
    }

    @Override
    public void commit(DataCenter before, DataCenter after, List<StateRecord> records) {
      List<EntityKey> touched =
          records.stream().flatMap(record -> before.touched(record, after).stream()).toList();
      for (EntityWrite write : ENTITIES.writes(before, after, touched)) {
        assertThat(kept.containsKey(write.key())).isEqualTo(write.existed());
        write
            .bytes()
            .ifPresentOrElse(bytes -> kept.put(write.key(), bytes), () -> kept.remove(write.key()));
      }
    }

    List<String> texts() {
      return texts(kept);
    }

    static List<String> texts(DataCenter state) {
      return texts(ENTITIES.all(state));
    }

    private static List<String> texts(SortedMap<EntityKey, byte[]> entities) {
      return entities.values().stream().map(b -> new String(b, StandardCharsets.UTF_8)).toList();
    }
  }

  private static void check(HardState state, HardState before, long seed) {
    for (VmEntry vm : state.vms().values()) {
      assertThat(state.names().get(vm.name())).as("seed %d", seed).contains(vm.id());
      if (vm.right() instanceof Handover) {
        assertThat(state.inFlight().has(vm.id())).as("seed %d", seed).isTrue();
      }
      before
          .vms()
          .get(vm.id())
          .ifPresent(old ->
              assertThat(vm.right().generation())
                  .as("seed %d", seed)
                  .isGreaterThanOrEqualTo(old.right().generation()));
    }
    assertThat(state.names().size()).as("seed %d", seed).isEqualTo(state.vms().size());
    Homes homes = state.vms().values().stream().reduce(Homes.EMPTY, Homes::with, (one, two) -> two);
    assertThat(state.homes()).as("seed %d", seed).isEqualTo(homes);
    for (VmAttributes said : state.catalog().vms().values()) {
      VmEntry vm = state.vms().get(said.vm()).orElseThrow();
      PoolId pool = said.pool();
      assertThat(pool == null ? state.catalog().clusterOf(vm.right().home()) : pool.cluster())
          .as("seed %d: a pool is of the VM's cluster", seed)
          .isEqualTo(state.catalog().clusterOf(vm.right().home()));
      assertThat(References.wrong(state.catalog(), said)).as("seed %d", seed).isEmpty();
    }
    long open = state.migrations().values().stream().filter(m -> !m.hasEnded()).count();
    assertThat(open).as("seed %d", seed).isEqualTo(state.inFlight().size());
    assertThat(state.outbox().lastSequence())
        .as("seed %d", seed)
        .isGreaterThanOrEqualTo(before.outbox().lastSequence());
    assertThat(state.tasks().byEnd().size())
        .as("seed %d", seed)
        .isEqualTo(state.tasks().ended().size());
  }

  private static StateRecord any(Random random, HardState state) {
    VmId vm = new VmId(new UUID(0, random.nextInt(4)));
    MigrationId migration = migration(random, state);
    Generation generation =
        state.vms().get(vm).map(entry -> entry.right().generation()).orElse(Generation.FIRST);
    return switch (random.nextInt(32)) {
      case 0, 1 ->
          new StateRecord.VmDefined(vm, spec(random.nextInt(4)), host(random), Generation.FIRST);
      case 2 ->
          new StateRecord.VmAdopted(vm, spec(random.nextInt(4)), host(random), generation.next());
      case 3 -> new StateRecord.VmDeleted(vm);
      case 27 -> new StateRecord.VmDiskMoved(vm, random.nextInt(2), disk(random));
      case 28, 29 -> new StateRecord.OfMaintenance(maintenance(random, vm));
      case 30, 31 -> new StateRecord.OfStandby(new StandbyChange(power(random)));
      case 14 -> new StateRecord.MigrationForgotten(migration);
      case 24 -> new StateRecord.MigrationDecided(migration, new Decision(AT, "round 3 stalled"));
      case 25 -> new MigrationEvent.Enqueued(migration, random.nextInt(100), DiskWish.ALONG);
      case 26 -> new MigrationEvent.TurnCame(migration, COURSE, null, List.of(), List.of(), AT);
      case 15 -> new StateRecord.OfTask(begun(random));
      case 16 -> new StateRecord.OfTask(next(random, state));
      case 17 -> new StateRecord.OfTask(receipt(random));
      case 18 -> StateRecord.happened(event(random));
      case 19 -> new StateRecord.OfOutbox(drainedOrFinished(random, state));
      case 20, 21, 22, 23 -> new StateRecord.OfCatalog(said(random, vm));
      case 4, 5 ->
          new StateRecord.MigrationAccepted(
              new MigrationId("m" + random.nextInt(1000)),
              vm,
              new VmName("vm"),
              state.vms().get(vm).map(v -> v.right().home()).orElse(new HostId("h0")),
              new HostId("h9"),
              MigrationLimits.DEFAULT,
              COURSE,
              null,
              List.of(),
              List.of(),
              AT,
              Origin.SYSTEM);
      case 6 -> new HandoverReserved(migration, reserved(state, migration));
      case 7 -> new PrepareBegun(migration);
      case 8 -> new CopyBegun(migration);
      case 9 -> new HandoverUncertain(migration, WHY);
      case 10 -> new TakeBackDecided(migration, WHY);
      case 11 ->
          new MigrationCompleted(
              migration,
              new MigrationResult(
                  Duration.ZERO,
                  Duration.ZERO,
                  Duration.ZERO,
                  Duration.ZERO,
                  DataSize.ZERO,
                  1,
                  null),
              AT);
      case 12 -> new MigrationFailed(migration, WHY, AT);
      default -> new MigrationCancelled(migration, WHY, AT);
    };
  }

  private static MaintenanceChange maintenance(Random random, VmId vm) {
    HostId host = host(random);
    return switch (random.nextInt(3)) {
      case 0 ->
          new MaintenanceChange.Begun(
              new Maintenance(
                  host, AT, "ann", new Maintenance.Terms(random.nextBoolean(), true), List.of()));
      case 1 -> new MaintenanceChange.Sent(host, vm);
      default -> new MaintenanceChange.Ended(host);
    };
  }

  private static HostPower power(Random random) {
    HostPower.Stage[] stages = HostPower.Stage.values();
    return HostPower.of(host(random))
        .at(stages[random.nextInt(stages.length)], AT, "ann", "it is not needed")
        .offering(random.nextBoolean() ? null : new HostPower.Size(4, DataSize.ofGibibytes(8)))
        .booted(Duration.ofSeconds(random.nextInt(300)));
  }

  private static CatalogChange said(Random random, VmId vm) {
    ClusterName cluster = new ClusterName(random.nextBoolean() ? "default" : "c1");
    PoolId pool = new PoolId(cluster, new PoolName("p".repeat(1 + random.nextInt(3))));
    TagName tag = new TagName("t" + random.nextInt(3));
    FolderPath folder = new FolderPath(random.nextBoolean() ? "a" : "a/b");
    List<TagName> tags = random.nextBoolean() ? List.of() : List.of(tag);
    return switch (random.nextInt(10)) {
      case 0 ->
          new CatalogChange.Put(
              new Cluster(
                  cluster,
                  "",
                  tags,
                  limits(random),
                  Balancing.DEFAULT,
                  PowerSaving.DEFAULT,
                  1 + random.nextInt(3),
                  1 + random.nextInt(3)));
      case 1 ->
          new CatalogChange.Put(
              new Pool(
                  cluster,
                  pool.name(),
                  random.nextBoolean()
                      ? null
                      : new PoolName(pool.name().value().equals("p") ? "ppp" : "p"),
                  new Share(random.nextInt(3) * 100L, null, 1),
                  Share.DEFAULT,
                  ""));
      case 2 -> new CatalogChange.Put(new Folder(folder, ""));
      case 3 -> new CatalogChange.Put(new Tag(tag, ""));
      case 4 ->
          new CatalogChange.Put(
              new Rule(
                  cluster,
                  new RuleName("r" + random.nextInt(2)),
                  Rule.Kind.KEEP_APART,
                  Rule.Strength.MUST,
                  tags.isEmpty() ? List.of(vm) : List.of(),
                  tags.isEmpty() ? null : tag,
                  List.of(),
                  null,
                  null,
                  ""));
      case 5 ->
          new CatalogChange.Removed(
              List.of(
                      CatalogKey.of(pool),
                      CatalogKey.of(tag),
                      CatalogKey.of(folder),
                      CatalogKey.of(new ClusterName("c1")))
                  .get(random.nextInt(4)));
      case 6, 7 ->
          new CatalogChange.HostDescribed(
              new HostAttributes(
                  host(random),
                  cluster,
                  tags,
                  "n" + random.nextInt(2),
                  random.nextBoolean() ? null : "rack"));
      default ->
          new CatalogChange.VmDescribed(
              new VmAttributes(
                  vm,
                  random.nextBoolean() ? null : folder,
                  random.nextBoolean() ? null : pool,
                  tags,
                  "",
                  limits(random),
                  random.nextBoolean() ? null : Automation.NEVER,
                  random.nextBoolean()
                      ? List.of()
                      : List.of(new QuietTime("mon-fri 08:00-18:00 Europe/Berlin")),
                  new Resources(
                      new Share(random.nextInt(3), null, 1 + random.nextInt(9)), Share.DEFAULT)));
    };
  }

  private static TaskChange begun(Random random) {
    TaskId id = new TaskId("t" + random.nextInt(50));
    return new TaskChange.Begun(
        new Task(id, "vm.start", "vm", "vm1", Origin.SYSTEM, "{}", AT, null, null));
  }

  private static TaskChange next(Random random, HardState state) {
    TaskId id =
        state.tasks().running().size() == 0
            ? new TaskId("t" + random.nextInt(50))
            : state.tasks().running().first(1).getFirst().id();
    return random.nextInt(3) == 0
        ? new TaskChange.Forgotten(new TaskId("t" + random.nextInt(50)))
        : new TaskChange.Ended(
            id,
            random.nextBoolean() ? TaskEnd.succeeded("Done.") : TaskEnd.failed(WHY),
            AT.plusSeconds(random.nextInt(100)));
  }

  private static TaskChange receipt(Random random) {
    String id = "r" + random.nextInt(20);
    return random.nextInt(3) == 0
        ? new TaskChange.Expired(id)
        : new TaskChange.Receipted(
            new Receipt(
                id,
                "f" + random.nextInt(20),
                Receipt.Kind.TASK,
                "t1",
                AT.plusSeconds(random.nextInt(100))));
  }

  private static EventDraft event(Random random) {
    return EventDraft.of(
        AT, Origin.SYSTEM, "vm.start", "vm", "vm1", Event.Outcome.NOTED, "n" + random.nextInt());
  }

  private static OutboxChange drainedOrFinished(Random random, HardState state) {
    return switch (random.nextInt(3)) {
      case 0 -> new OutboxChange.Concluded(event(random));
      case 1 -> new OutboxChange.Finished(Filed.Kind.TASK, "t1", AT, "{}");
      default ->
          new OutboxChange.Drained(
              Math.max(0, state.outbox().lastSequence() - 4 + random.nextInt(6)));
    };
  }

  private static Generation reserved(HardState state, MigrationId id) {
    return state
        .migrations()
        .get(id)
        .flatMap(m -> state.vms().get(m.vm()))
        .map(vm -> vm.right().generation().next())
        .orElse(Generation.FIRST);
  }

  private static MigrationId migration(Random random, HardState state) {
    List<MigrationId> open = List.copyOf(state.inFlight().values());
    return open.isEmpty() || random.nextInt(10) == 0
        ? new MigrationId("m" + random.nextInt(1000))
        : open.get(random.nextInt(open.size()));
  }

  private static HostId host(Random random) {
    return new HostId("h" + random.nextInt(3));
  }

  private static VmSpec spec(int number) {
    DatastoreName store = new DatastoreName("shared");
    return new VmSpec(
        new VmName("vm" + number),
        1,
        "max",
        DataSize.ofMebibytes(64),
        MachineType.Q35,
        AcceleratorChoice.AUTO,
        new Boot.Kernel(new DatastoreFile(store, "k"), new DatastoreFile(store, "i"), ""),
        List.of(new DiskSpec(new DatastoreFile(store, "vm" + number), DiskFormat.RAW)),
        List.of());
  }

  private static DiskSpec disk(Random random) {
    DatastoreName store = new DatastoreName("store" + random.nextInt(3));
    return new DiskSpec(
        new DatastoreFile(store, "disk"), random.nextBoolean() ? DiskFormat.RAW : DiskFormat.QCOW2);
  }

  private static LimitsWish limits(Random random) {
    return new LimitsWish(
        random.nextBoolean() ? null : Duration.ofMillis(random.nextInt(1, 60_000)),
        random.nextBoolean() ? null : DataRate.ofMebibytesPerSecond(random.nextInt(1, 1000)),
        null,
        random.nextBoolean() ? null : random.nextInt(0, 100),
        random.nextBoolean() ? null : PostcopyPolicy.ALLOWED,
        random.nextBoolean() ? null : SecrecyPolicy.REQUIRED);
  }
}
