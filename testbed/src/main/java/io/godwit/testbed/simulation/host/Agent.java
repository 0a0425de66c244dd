package io.godwit.testbed.simulation.host;

import io.godwit.manager.time.Gate;
import io.godwit.manager.time.Time;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.error.Problem;
import io.godwit.model.migration.Blackout;
import io.godwit.model.migration.MigrationId;
import io.godwit.model.migration.MigrationProgress;
import io.godwit.model.migration.PathFacts;
import io.godwit.model.unit.DataRate;
import io.godwit.model.unit.DataSize;
import io.godwit.model.vm.DiskMeasure;
import io.godwit.model.vm.Generation;
import io.godwit.model.vm.Ipv4Address;
import io.godwit.model.vm.MachineType;
import io.godwit.model.vm.VmId;
import io.godwit.model.vm.VmObservation;
import io.godwit.model.vm.VmSpec;
import io.godwit.protocol.agent.Answer;
import io.godwit.protocol.agent.Order;
import io.godwit.protocol.agent.ToAgent;
import io.godwit.protocol.agent.ToManager;
import io.godwit.testbed.simulation.network.Network;
import io.godwit.testbed.simulation.scheduler.VirtualProcess;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One run of an agent. */
final class Agent {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

  /** Keepalive of two seconds with a deadline of four. */
  private static final Duration LINK_PATIENCE = Duration.ofSeconds(6);

  private static final PathFacts PATH =
      new PathFacts(
          Duration.ofMillis(1), Duration.ofMillis(1), DataRate.ofMegabitsPerSecond(940), 0, 0);

  private final Host host;
  private final VirtualProcess process;
  private final ManagerDoor door;
  private final Departures departures;
  private final Arrivals arrivals;
  private final Map<VmId, LocalVm> vms = new TreeMap<>();
  private ManagerDoor.@Nullable Link link;
  private @Nullable Visit visit;

  Agent(Host host, VirtualProcess process, ManagerDoor door) {
    this.host = host;
    this.process = process;
    this.door = door;
    this.departures = new Departures(this);
    this.arrivals = new Arrivals(this);
    process.start("main", this::run);
    host.demand().ifPresent(demand -> process.start("telemetry", () -> measure(demand)));
  }

  Host host() {
    return host;
  }

  VirtualProcess process() {
    return process;
  }

  Time time() {
    return process.time();
  }

  void note(Supplier<String> what) {
    host.note(() -> process.name() + ": " + what.get());
  }

  // ---------------------------------------------------------------- VMs

  boolean has(VmId id) {
    return vms.containsKey(id);
  }

  LocalVm vm(VmId id) {
    LocalVm vm = vms.get(id);
    if (vm == null) {
      throw new GodwitException(
          ErrorCode.VM_UNKNOWN, "This host has no VM " + id + ".", "Look which host it is on.");
    }
    return vm;
  }

  Collection<LocalVm> vms() {
    return List.copyOf(vms.values());
  }

  LocalVm define(VmId id, Generation generation, VmSpec spec) throws InterruptedException {
    return define(id, generation, spec, null);
  }

  LocalVm define(VmId id, Generation generation, VmSpec spec, Stored.@Nullable Passage passage)
      throws InterruptedException {
    VmSpec pinned = spec.withMachine(new MachineType(Host.MACHINE));
    LocalVm earlier = vms.get(id);
    if (earlier == null) {
      Stored fresh = new Stored(id, generation, pinned, 0, passage);
      save(fresh);
      LocalVm made = new LocalVm(this, fresh);
      vms.put(id, made);
      tellChanged(made.observation());
      return made;
    }
    if (!earlier.stored().spec().equals(pinned)) {
      throw new GodwitException(
          ErrorCode.VM_EXISTS, "This host has VM " + id + " with another spec.", "Delete it.");
    }
    earlier.accept(generation);
    return earlier;
  }

  void delete(LocalVm vm) throws InterruptedException {
    if (vm.hasProcess()) {
      throw new GodwitException(
          ErrorCode.VM_NOT_STOPPED, "VM is " + vm.condition().state() + ".", "Stop it first.");
    }
    host.forget(vm.id());
    tellGone(vm.id());
    vms.remove(vm.id());
  }

  void remove(LocalVm vm) throws InterruptedException {
    if (vm.hasProcess()) {
      vm.kill();
    }
    delete(vm);
  }

  void save(Stored stored) throws InterruptedException {
    Duration disk = host.diskTime();
    if (!disk.isZero()) {
      time().sleep(disk);
    }
    host.keep(stored);
  }

  // ---------------------------------------------------------------- the link

  private void run() {
    try {
      for (Stored stored : host.kept()) {
        vms.put(stored.vm(), new LocalVm(this, stored));
      }
      for (LocalVm vm : vms()) {
        vm.adopt();
      }
      departures.attachAll();
      arrivals.attachAll();
      keepLinked();
    } catch (InterruptedException ending) {
      Thread.currentThread().interrupt();
    }
  }

  private void keepLinked() throws InterruptedException {
    Duration pause = FIRST_PAUSE;
    for (int turn = host.firstManager(); ; turn++) {
      boolean welcomed = serve(turn % door.count());
      Duration doubled = pause.multipliedBy(2);
      pause =
          welcomed ? FIRST_PAUSE : doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
      time().sleep(pause);
    }
  }

  private void measure(Demand demand) {
    try {
      while (true) {
        time().sleep(Demand.INTERVAL);
        send(demand.measured(host.guests(), time().instant()));
      }
    } catch (InterruptedException ending) {
      Thread.currentThread().interrupt();
    }
  }

  /** Serves one link until it ends; says whether the manager had welcomed it. */
  private boolean serve(int manager) throws InterruptedException {
    Visit now = new Visit(manager);
    Network.Port port = new Network.Port(host.name(), process, LINK_PATIENCE);
    Optional<ManagerDoor.Link> opened = door.open(manager, port, now);
    if (opened.isEmpty()) {
      return false;
    }
    now.link = opened.get();
    link = opened.get();
    visit = now;
    opened.get().send(new ToManager.Hello(host.description(), observations()));
    now.over.await(Duration.ofDays(1000));
    link = null;
    visit = null;
    opened.get().close();
    return now.welcomed;
  }

  /** The link breaks; what was ordered over it goes on if it has begun. */
  void loseLink() {
    Visit now = visit;
    if (now != null) {
      process.execute(now::lost);
    }
  }

  private List<VmObservation> observations() {
    return vms().stream().map(LocalVm::observation).toList();
  }

  /** What comes over one link. */
  private final class Visit implements ManagerDoor.Guest {
    final Gate over = new Gate(time());
    final int manager;
    boolean welcomed;
    ManagerDoor.@Nullable Link link;

    Visit(int manager) {
      this.manager = manager;
    }

    @Override
    public void told(ToAgent message) {
      switch (message) {
        case ToAgent.Welcome welcome -> {
          welcomed = host.follows(welcome.epoch());
          if (!welcomed) {
            over.open(); // a leader that was deposed, and has not noticed
          }
        }
        case ToAgent.Command command ->
            process.start("order-" + command.number(), () -> carryOut(command));
      }
    }

    private void carryOut(ToAgent.Command command) {
      try {
        time().sleep(host.orderTime());
      } catch (InterruptedException ending) {
        Thread.currentThread().interrupt();
        return;
      }
      if (visit != this) {
        note(() -> words(command.order()) + " of manager " + manager + " comes too late");
        return;
      }
      ToManager.Reply reply = reply(command.number(), command.order(), manager);
      ManagerDoor.Link back = link;
      if (back != null) {
        back.send(reply);
      }
    }

    @Override
    public void lost() {
      over.open();
    }
  }

  private void send(ToManager message) {
    ManagerDoor.Link open = link;
    if (open != null) {
      open.send(message);
    }
  }

  void tellChanged(VmObservation observation) {
    send(new ToManager.VmChanged(observation));
  }

  void tellGone(VmId vm) {
    send(new ToManager.VmGone(vm));
  }

  void tellProgress(MigrationId migration, MigrationProgress progress) {
    send(new ToManager.Progress(migration, progress));
  }

  // ---------------------------------------------------------------- orders

  private ToManager.Reply reply(long number, Order order, int manager) {
    note(() -> "manager " + manager + " orders " + words(order));
    try {
      Answer answer = answer(order);
      note(() -> words(order) + " -> " + answer.getClass().getSimpleName());
      return new ToManager.Reply(number, answer, null);
    } catch (GodwitException refused) {
      note(() -> words(order) + " refused: " + refused.problem());
      return new ToManager.Reply(number, null, refused.problem());
    } catch (InterruptedException ending) {
      Thread.currentThread().interrupt();
      return new ToManager.Reply(
          number, null, new Problem(ErrorCode.INTERNAL, "The agent is ending.", "Look."));
    } catch (IllegalStateException defect) {
      note(() -> words(order) + " failed: " + defect);
      return new ToManager.Reply(
          number, null, new Problem(ErrorCode.INTERNAL, "A defect: " + defect + ".", "Look."));
    }
  }

  private static String words(Order order) {
    String what = order.getClass().getSimpleName();
    return order instanceof Order.OfVm of
        ? what + " " + of.vm().toString().substring(0, 4) + " generation " + of.generation()
        : what;
  }

  private Answer answer(Order order) throws InterruptedException {
    return switch (order) {
      case Order.Define define -> {
        host.localDisks().put(define.spec());
        yield new Answer.Observed(
            define(define.vm(), define.generation(), define.spec()).observation());
      }
      case Order.Start start -> new Answer.Observed(accepted(start).start());
      case Order.Stop stop -> new Answer.Observed(accepted(stop).stop(stop.grace()));
      case Order.Kill kill -> new Answer.Observed(accepted(kill).kill());
      case Order.Pause pause -> new Answer.Observed(accepted(pause).pause());
      case Order.Resume resume -> new Answer.Observed(accepted(resume).resume());
      case Order.Delete delete -> {
        if (has(delete.vm())) {
          LocalVm vm = accepted(delete);
          delete(vm);
          host.localDisks().remove(vm.stored().spec());
        }
        yield new Answer.Done();
      }
      case Order.ReadConsole _ -> new Answer.Console("");
      case Order.MeasureDisks measure -> {
        DiskMeasure each = new DiskMeasure(DataSize.ofGibibytes(1), DataSize.ofGibibytes(1));
        yield new Answer.Measured(
            accepted(measure).stored().spec().disks().stream().map(_ -> each).toList());
      }
      // The model has one datastore: a disk has nowhere to go, and is where it was.
      case Order.MoveDisk _ ->
          throw new GodwitException(
              ErrorCode.DATASTORE_UNKNOWN, "The model has one datastore.", "Ask another.");
      case Order.CancelMove cancel -> new Answer.Observed(accepted(cancel).observation());
      // The model's guests have no pages and no processors; nothing is foretold of them.
      case Order.DescribeMemory _ -> new Answer.Memory(null);
      case Order.DescribeCpu _ -> new Answer.Cpu(null);
      case Order.Steer _ -> new Answer.Done();
      // Its hosts do not offer post-copy, so nobody asks for it.
      case Order.ExpectPostcopy _,
          Order.StartPostcopy _,
          Order.RunDestination _,
          Order.RecoverDestination _,
          Order.ResumeSource _ ->
          throw new IllegalStateException("no host here is ready for post-copy: " + order);
      case Order.CheckSource check -> new Answer.Observed(departures.check(check));
      case Order.StartSource start -> {
        departures.start(start);
        yield new Answer.Done();
      }
      case Order.AwaitSource await -> new Answer.SourceEnded(departures.await(await));
      case Order.CancelSource cancel -> {
        departures.cancel(cancel);
        yield new Answer.Done();
      }
      case Order.ReleaseSource release -> {
        departures.release(release);
        yield new Answer.Done();
      }
      case Order.TakeBack takeBack -> new Answer.Observed(departures.takeBack(takeBack));
      case Order.CheckDestination check -> {
        arrivals.check(check);
        yield new Answer.Done();
      }
      // The model has no packets and one shared datastore: the way is as long and as wide as one
      // that nobody has measured.
      case Order.WriteMark _, Order.FindMark _, Order.RemoveMark _ -> new Answer.Done();
      case Order.ListenSegment _ -> new Answer.Done();
      case Order.CallSegment _ -> new Answer.SegmentCalled(1500);
      case Order.EndSegment _ -> new Answer.SegmentHeard(true, 1500);
      case Order.OpenPath _ -> new Answer.PathOpen(host.name(), 1);
      case Order.MeasurePath _ -> new Answer.PathMeasured(PATH);
      case Order.PrepareDestination prepare -> arrivals.prepare(prepare);
      case Order.AwaitDestination await -> arrivals.await(await);
      case Order.AbortDestination abort -> arrivals.abort(abort);
      case Order.CommitDestination commit -> new Answer.Observed(arrivals.commit(commit));
      case Order.KeepOverlays _, Order.ChangeOverlay _, Order.KeepPortions _ -> new Answer.Done();
      // The model has no packets: nobody ever answers a probe.
      case Order.FindAddress _ -> new Answer.AddressFound(new Ipv4Address("192.0.2.7"));
      case Order.ProbeBlackout _ -> new Answer.Done();
      case Order.EndProbe _ -> new Answer.Silence(new Blackout.NotMeasured("it is a model"));
    };
  }

  private LocalVm accepted(Order.OfVm order) throws InterruptedException {
    LocalVm vm = vm(order.vm());
    vm.accept(order.generation());
    return vm;
  }
}
