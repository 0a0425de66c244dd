package io.godwit.testbed.simulation.center;

import io.godwit.manager.balancing.Balancer;
import io.godwit.manager.catalog.CatalogChange;
import io.godwit.manager.entity.EntityKey;
import io.godwit.manager.inventory.DataCenter;
import io.godwit.manager.inventory.Migration;
import io.godwit.manager.inventory.StateRecord;
import io.godwit.manager.inventory.VmEntry;
import io.godwit.manager.loop.Outcome;
import io.godwit.manager.maintenance.Maintenance;
import io.godwit.manager.orchestration.VmDraft;
import io.godwit.manager.orchestration.VmOperations;
import io.godwit.model.catalog.Balancing;
import io.godwit.model.catalog.CatalogObject;
import io.godwit.model.catalog.Cluster;
import io.godwit.model.catalog.ClusterName;
import io.godwit.model.catalog.PowerSaving;
import io.godwit.model.catalog.Rule;
import io.godwit.model.catalog.RuleName;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.ErrorKind;
import io.godwit.model.error.GodwitException;
import io.godwit.model.host.DatastoreName;
import io.godwit.model.host.HostId;
import io.godwit.model.host.NetworkName;
import io.godwit.model.migration.DiskWish;
import io.godwit.model.migration.LimitsWish;
import io.godwit.model.migration.MigrationId;
import io.godwit.model.migration.MigrationLimits;
import io.godwit.model.unit.DataSize;
import io.godwit.model.vm.AcceleratorChoice;
import io.godwit.model.vm.Boot;
import io.godwit.model.vm.DatastoreFile;
import io.godwit.model.vm.DiskFormat;
import io.godwit.model.vm.DiskSpec;
import io.godwit.model.vm.Generation;
import io.godwit.model.vm.MachineType;
import io.godwit.model.vm.VmId;
import io.godwit.model.vm.VmName;
import io.godwit.model.vm.VmObservation;
import io.godwit.model.vm.VmSpec;
import io.godwit.model.vm.VmState;
import io.godwit.testbed.simulation.host.Host;
import io.godwit.testbed.simulation.network.Connection;
import io.godwit.testbed.simulation.network.Network;
import io.godwit.testbed.simulation.network.Network.Port;
import io.godwit.testbed.simulation.scheduler.Slot;
import io.godwit.testbed.simulation.scheduler.VirtualProcess;
import io.godwit.testbed.simulation.scheduler.World;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.function.Function;

/**
 * Someone who works with the data center: asks for this and that, and remembers what was answered.
 * Whoever got no answer knows nothing, and looks before asking again.
 */
final class Person {
  static final MigrationLimits LIMITS =
      MigrationLimits.DEFAULT.withDeadline(Duration.ofSeconds(40));

  private static final int MAX_REST_MILLIS = 2500;
  private static final Duration CALL_PATIENCE = Duration.ofMinutes(4);
  private static final Duration PATIENCE_OF_TCP = Duration.ofSeconds(10);
  private static final HostId NOWHERE = new HostId("nowhere");

  private final World world;
  private final Network network;
  private final Invariants invariants;
  private final List<ManagerNode> managers;
  private final List<Host> hosts;
  private final List<VmName> names;
  private final boolean tended;
  private final SplittableRandom random;
  private final VirtualProcess process;
  private final String name;
  private boolean gone;
  private long answered;

  /**
   * What everybody works with.
   *
   * @param tended whether the leader does something by itself, so that there is something to say
   *     about it
   */
  record Place(
      World world,
      Network network,
      Invariants invariants,
      List<ManagerNode> managers,
      List<Host> hosts,
      List<VmName> names,
      boolean tended) {}

  Person(String name, Place place) {
    this.name = name;
    this.world = place.world();
    this.network = place.network();
    this.invariants = place.invariants();
    this.managers = place.managers();
    this.hosts = place.hosts();
    this.names = place.names();
    this.tended = place.tended();
    this.random = world.random();
    this.process = world.process(name);
    process.start("work", this::work);
  }

  /** Asks for nothing new. */
  void leave() {
    gone = true;
  }

  long answered() {
    return answered;
  }

  private void work() {
    try {
      if (tended) {
        put("the cluster", _ -> automatic());
      }
      while (!gone) {
        process.time().sleep(Duration.ofMillis(random.nextInt(1, MAX_REST_MILLIS)));
        act();
      }
    } catch (InterruptedException ending) {
      Thread.currentThread().interrupt();
    }
  }

  private void act() throws InterruptedException {
    VmName vm = names.get(random.nextInt(names.size()));
    HostId host = hosts.get(random.nextInt(hosts.size())).id();
    if (tended && random.nextInt(4) == 0) {
      tend(host);
      return;
    }
    if (random.nextInt(3) > 0) {
      sensibly(vm, host);
      return;
    }
    switch (random.nextInt(20)) {
      case 0, 1, 2 -> create(vm, host);
      case 3, 4, 5 -> ask("start " + vm, office -> done(() -> vms(office).start(vm)));
      case 6 ->
          ask("stop " + vm, office -> done(() -> vms(office).stop(vm, Duration.ofSeconds(5))));
      case 7 -> ask("kill " + vm, office -> done(() -> vms(office).kill(vm)));
      case 8 -> ask("pause " + vm, office -> done(() -> vms(office).pause(vm)));
      case 9 -> ask("resume " + vm, office -> done(() -> vms(office).resume(vm)));
      case 10 -> delete(vm);
      case 11 -> cancel();
      case 12, 13 -> record();
      case 14, 15 -> empty(host);
      default -> migrate(vm, host);
    }
  }

  /** Looks first, so that most of what is asked for can be had. */
  private void sensibly(VmName vm, HostId host) throws InterruptedException {
    Optional<DataCenter> now =
        managers.stream()
            .flatMap(manager -> manager.office().stream())
            .findFirst()
            .map(office -> office.inventory().now());
    Optional<VmEntry> known = now.flatMap(state -> state.hard().vm(vm));
    if (known.isEmpty()) {
      create(vm, host);
      return;
    }
    VmState seen =
        now.flatMap(state -> state.observation(known.get()))
            .map(VmObservation::state)
            .orElse(VmState.STOPPED);
    switch (seen) {
      case STOPPED, CRASHED -> ask("start " + vm, office -> done(() -> vms(office).start(vm)));
      case PAUSED -> ask("resume " + vm, office -> done(() -> vms(office).resume(vm)));
      case RUNNING, STARTING, STOPPING, INCOMING, HANDED_OVER, UNRESPONSIVE -> migrate(vm, host);
    }
  }

  private static VmOperations vms(Office office) {
    return office.orchestration().vms();
  }

  private void create(VmName vm, HostId host) throws InterruptedException {
    Answer<VmEntry> answer =
        ask("create " + vm + " on " + host, office -> vms(office).create(draft(vm), host));
    if (answer instanceof Answer.Done<VmEntry> done) {
      invariants.acknowledged(done.value().id().toString());
    }
  }

  private void delete(VmName name) throws InterruptedException {
    // Everybody who may have been told that it exists has to know that it is doomed.
    VmId[] target = new VmId[1];
    Answer<Boolean> answer =
        ask(
            "delete " + name,
            office -> {
              target[0] = office.inventory().now().requireVm(name).id();
              invariants.doomed(target[0].toString());
              vms(office).delete(name);
              return true;
            });
    if (answer instanceof Answer.Done) {
      invariants.denied(target[0].toString());
    }
  }

  private void migrate(VmName vm, HostId to) throws InterruptedException {
    DiskWish disks = random.nextInt(20) == 0 ? DiskWish.SHARED_ONLY : DiskWish.ALONG;
    Answer<MigrationId> answer =
        ask(
            "migrate " + vm + " to " + to,
            office ->
                office.orchestration().migrations().begin(vm, to, LIMITS, disks, Optional.empty()));
    if (answer instanceof Answer.Done<MigrationId> done) {
      invariants.acknowledged(done.value().toString());
    }
  }

  /** Says how the data center is to be looked after, or has a hand in it. */
  private void tend(HostId host) throws InterruptedException {
    switch (random.nextInt(9)) {
      case 0, 1 -> put("the cluster", _ -> automatic());
      case 2 -> put("who is kept apart", this::apart);
      case 3 -> {
        Maintenance.Terms terms = new Maintenance.Terms(random.nextBoolean(), random.nextBoolean());
        ask("empty " + host, office -> tools(office).evacuations().begin(host, terms));
      }
      case 4, 5 -> {
        boolean bringBack = random.nextBoolean();
        ask("use " + host, office -> tools(office).evacuations().end(host, bringBack));
      }
      case 6 -> ask("switch on " + host, office -> tools(office).saver().on(host));
      case 7 -> ask("switch off " + host, office -> tools(office).saver().off(host));
      default ->
          ask(
              "even out",
              office -> {
                Balancer balancer = tools(office).balancer();
                return balancer.apply(
                    ClusterName.DEFAULT, balancer.look(ClusterName.DEFAULT).number());
              });
    }
  }

  private static Caretakers tools(Office office) {
    return office.caretakers().orElseThrow();
  }

  private void put(String what, Function<Office, CatalogObject> object)
      throws InterruptedException {
    ask(
        "put " + what,
        office -> {
          StateRecord put = new StateRecord.OfCatalog(new CatalogChange.Put(object.apply(office)));
          return office
              .inventory()
              .decide(
                  state -> Outcome.<DataCenter, StateRecord, Boolean>recorded(List.of(put), true));
        });
  }

  private CatalogObject automatic() {
    return new Cluster(
        ClusterName.DEFAULT,
        "",
        List.of(),
        LimitsWish.NONE,
        new Balancing(
            Balancing.Mode.AUTOMATIC, random.nextInt(Balancing.LEAST, Balancing.MOST + 1)),
        new PowerSaving(PowerSaving.Mode.AUTOMATIC, 45, 81, 1, random.nextInt(2)),
        Cluster.CPU_OVERCOMMIT,
        Cluster.MEMORY_OVERCOMMIT);
  }

  private CatalogObject apart(Office office) {
    List<VmId> some =
        office.inventory().now().hard().vms().values().stream()
            .filter(vm -> names.contains(vm.name()))
            .map(VmEntry::id)
            .limit(2)
            .toList();
    return new Rule(
        ClusterName.DEFAULT,
        new RuleName("apart"),
        Rule.Kind.KEEP_APART,
        Rule.Strength.MUST,
        some,
        null,
        List.of(),
        null,
        null,
        "");
  }

  /** Everybody shall leave a host, to wherever there is another: more than it sends at once. */
  private void empty(HostId host) throws InterruptedException {
    for (VmName vm : names) {
      HostId to = hosts.get(random.nextInt(hosts.size())).id();
      if (!to.equals(host)) {
        migrate(vm, to);
      }
    }
  }

  private void cancel() throws InterruptedException {
    ask(
        "cancel",
        office -> {
          Optional<Migration> some =
              office.inventory().now().hard().migrations().values().stream()
                  .filter(migration -> !migration.hasEnded())
                  .findFirst();
          if (some.isPresent()) {
            office.orchestration().migrations().cancel(some.get().id());
          }
          return true;
        });
  }

  /** A change without any agent: all that can go wrong with it is that it is lost or made twice. */
  private void record() throws InterruptedException {
    VmId id = new VmId(new UUID(random.nextLong(), random.nextLong()));
    VmName unique = new VmName("r" + Long.toString(id.value().getMostSignificantBits() >>> 1, 36));
    Answer<EntityKey> answer =
        ask(
            "record " + unique,
            office ->
                office
                    .inventory()
                    .decide(state ->
                        Outcome.<DataCenter, StateRecord, EntityKey>recorded(
                            List.of(
                                new StateRecord.VmDefined(
                                    id, spec(draft(unique)), NOWHERE, Generation.FIRST)),
                            new EntityKey("vm", id.toString()))));
    switch (answer) {
      case Answer.Done<EntityKey> _ -> invariants.acknowledged(id.toString());
      case Answer.Refused<EntityKey> _ -> invariants.denied(id.toString());
      case Answer.Unknown<EntityKey> _ -> {}
    }
  }

  /** Where somebody evens out, a few guests that work are more than a host can bear. */
  private VmDraft draft(VmName name) {
    return new VmDraft(
        name,
        tended ? 4 : 1,
        "max",
        DataSize.ofGibibytes(1),
        MachineType.Q35,
        AcceleratorChoice.AUTO,
        new Boot.Firmware(),
        List.of(
            new DiskSpec(new DatastoreFile(datastore(name), name + ".qcow2"), DiskFormat.QCOW2)),
        List.of(new VmDraft.Nic(new NetworkName("lan"), null)));
  }

  /** Some VMs have their disk where no other host sees it. */
  private static DatastoreName datastore(VmName name) {
    return name.value().endsWith("1") ? Host.LOCAL : Host.SHARED;
  }

  private static VmSpec spec(VmDraft draft) {
    return new VmSpec(
        draft.name(),
        draft.cpus(),
        draft.cpuModel(),
        draft.memory(),
        draft.machine(),
        draft.accelerator(),
        draft.boot(),
        draft.disks(),
        List.of());
  }

  // ---------------------------------------------------------------- calls

  /** How a call ended, for the one who called. */
  private sealed interface Answer<T> {
    record Done<T>(T value) implements Answer<T> {}

    /** Nothing has changed. */
    record Refused<T>() implements Answer<T> {}

    record Unknown<T>() implements Answer<T> {}
  }

  private interface Work<T> {
    T on(Office office) throws InterruptedException;
  }

  private interface Act {
    void run() throws InterruptedException;
  }

  private static boolean done(Act act) throws InterruptedException {
    act.run();
    return true;
  }

  /** Calls whichever manager says that it leads. */
  private <T> Answer<T> ask(String what, Work<T> work) throws InterruptedException {
    int first = random.nextInt(managers.size());
    for (int i = 0; i < managers.size(); i++) {
      ManagerNode manager = managers.get((first + i) % managers.size());
      if (manager.office().isPresent() && network.reaches(name, manager.name())) {
        Answer<T> answer = ask(manager, what, work);
        world.note(() -> name + ": " + what + " -> " + answer.getClass().getSimpleName());
        return answer;
      }
    }
    return new Answer.Refused<>();
  }

  private <T> Answer<T> ask(ManagerNode manager, String what, Work<T> work)
      throws InterruptedException {
    VirtualProcess server = manager.process().orElseThrow();
    Slot<Answer<T>> slot = new Slot<>(process.time());
    Connection connection =
        network.connect(
            new Port(name, process, PATIENCE_OF_TCP),
            new Port(manager.name(), server, PATIENCE_OF_TCP));
    connection.near().onLoss(() -> slot.put(new Answer.Unknown<>()));
    world.note(() -> name + ": " + what);
    connection
        .near()
        .send(() ->
            server.start(
                "call",
                () -> {
                  Answer<T> answer = answer(manager, work);
                  connection.far().send(() -> slot.put(answer));
                }));
    Optional<Answer<T>> answer = slot.take(CALL_PATIENCE);
    connection.near().close();
    answered++;
    return answer.orElse(new Answer.Unknown<>());
  }

  /** In the manager, on a thread of its server. */
  private <T> Answer<T> answer(ManagerNode manager, Work<T> work) {
    Optional<Office> office = manager.office();
    if (office.isEmpty()) {
      return new Answer.Refused<>();
    }
    try {
      return new Answer.Done<>(work.on(office.get()));
    } catch (GodwitException refused) {
      ErrorKind kind = refused.code().kind();
      world.note(() -> manager.name() + ": " + refused.problem());
      invariants.require(
          refused.code() != ErrorCode.INTERNAL, "a call met a defect: " + refused.problem());
      return kind == ErrorKind.INDETERMINATE || kind == ErrorKind.FAULT
          ? new Answer.Unknown<>()
          : new Answer.Refused<>();
    } catch (InterruptedException ending) {
      return new Answer.Unknown<>();
    }
  }
}
