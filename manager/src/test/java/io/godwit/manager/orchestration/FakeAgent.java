package io.godwit.manager.orchestration;

import io.godwit.manager.agents.TestHosts;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.error.Problem;
import io.godwit.model.host.Accelerator;
import io.godwit.model.host.AcceleratorVerdict;
import io.godwit.model.host.CpuSupport;
import io.godwit.model.host.Datastore;
import io.godwit.model.host.DatastoreName;
import io.godwit.model.host.HostDescription;
import io.godwit.model.host.HostId;
import io.godwit.model.host.NetworkName;
import io.godwit.model.host.QemuVersion;
import io.godwit.model.host.TransportSupport;
import io.godwit.model.migration.Blackout;
import io.godwit.model.migration.PathFacts;
import io.godwit.model.migration.SourceReport;
import io.godwit.model.unit.DataRate;
import io.godwit.model.unit.DataSize;
import io.godwit.model.vm.DiskMeasure;
import io.godwit.model.vm.DiskSpec;
import io.godwit.model.vm.Generation;
import io.godwit.model.vm.Ipv4Address;
import io.godwit.model.vm.MachineType;
import io.godwit.model.vm.VmId;
import io.godwit.model.vm.VmObservation;
import io.godwit.model.vm.VmSpec;
import io.godwit.model.vm.VmState;
import io.godwit.protocol.agent.AgentLink;
import io.godwit.protocol.agent.Answer;
import io.godwit.protocol.agent.Order;
import io.godwit.protocol.agent.ToAgent;
import io.godwit.protocol.agent.ToManager;
import io.godwit.protocol.trust.Credential;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * An agent without a host: speaks the real link, keeps VMs in a map, and answers each order as it
 * would go well unless a test has scripted it.
 */
public final class FakeAgent implements AutoCloseable {
  /** What a test wants an order to come back with. May block and may throw a problem. */
  @FunctionalInterface
  public interface Script {
    Answer answer(Order order) throws Exception;
  }

  public static final Instant STOPPED_AT = Instant.parse("2026-01-01T00:00:00.100Z");
  public static final SourceReport REPORT =
      new SourceReport(
          STOPPED_AT,
          Duration.ofMillis(40),
          Duration.ofMillis(900),
          Duration.ofMillis(5),
          DataSize.ofMebibytes(420),
          3);

  public static final PathFacts PATH =
      new PathFacts(
          Duration.ofNanos(400_000),
          Duration.ofNanos(150_000),
          DataRate.ofMegabitsPerSecond(940),
          1500,
          1500);

  private final Supplier<ManagedChannel> channels;
  private final Map<Class<? extends Order>, Script> scripts = new ConcurrentHashMap<>();
  private final Map<VmId, VmObservation> vms = new TreeMap<>();
  private final List<Order> orders = new CopyOnWriteArrayList<>();
  private final List<ToAgent.Command> commands = new CopyOnWriteArrayList<>();
  private volatile HostDescription description;
  private volatile ManagedChannel channel;
  private volatile StreamObserver<ToManager> out;
  private volatile CountDownLatch welcomed = new CountDownLatch(1);

  /** With a certificate of this host's, at that manager. */
  public FakeAgent(String host, InetSocketAddress manager, Credential credential) {
    this.channels = () -> TestHosts.channelOf(manager, credential);
    this.description =
        new HostDescription(
            new HostId(host),
            "0",
            "6.1",
            4,
            DataSize.ofGibibytes(4),
            new AcceleratorVerdict(Accelerator.TCG, "there is no /dev/kvm"),
            new QemuVersion(10, 0, 2),
            List.of("pc-q35-10.0", "pc-q35-7.2"),
            "godwit",
            "10.0.0.1",
            List.of(
                new Datastore(new DatastoreName("local"), Datastore.Reach.LOCAL),
                new Datastore(new DatastoreName("shared"), Datastore.Reach.SHARED)),
            List.of(new NetworkName("lan")),
            new TransportSupport(true, true, true, true, true, true, false),
            List.of(cpu(Accelerator.KVM), cpu(Accelerator.TCG)));
  }

  private static CpuSupport cpu(Accelerator accelerator) {
    return new CpuSupport(
        accelerator, List.of("aes", "avx", "sse4.2"), List.of("Nehalem", "Westmere", "qemu64"));
  }

  public HostId host() {
    return description.id();
  }

  /** Before {@link #connect}. */
  public FakeAgent describe(UnaryOperator<HostDescription> change) {
    description = change.apply(description);
    return this;
  }

  /** A host that no guest with a card fits on. Before {@link #connect}. */
  public FakeAgent withoutNetworks() {
    return offering(description.memory(), List.of());
  }

  /** Before {@link #connect}. */
  public FakeAgent withMemory(DataSize memory) {
    return offering(memory, description.networks());
  }

  private FakeAgent offering(DataSize memory, List<NetworkName> networks) {
    return describe(is ->
        new HostDescription(
            is.id(),
            is.agentVersion(),
            is.kernel(),
            is.cpus(),
            memory,
            is.accelerator(),
            is.qemuVersion(),
            is.machineTypes(),
            is.vmUser(),
            is.migrationAddress(),
            is.datastores(),
            networks,
            is.transport(),
            is.processors()));
  }

  public FakeAgent on(Class<? extends Order> order, Script script) {
    scripts.put(order, script);
    return this;
  }

  public FakeAgent fails(Class<? extends Order> order, ErrorCode code) {
    return on(
        order,
        refused -> {
          throw new GodwitException(code, host() + " says " + code + ".", "Do something.");
        });
  }

  public FakeAgent connect() throws InterruptedException {
    channel = channels.get();
    welcomed = new CountDownLatch(1);
    CountDownLatch mine = welcomed;
    out =
        ClientCalls.asyncBidiStreamingCall(
            channel.newCall(AgentLink.CONNECT, CallOptions.DEFAULT),
            new StreamObserver<ToAgent>() {
              @Override
              public void onNext(ToAgent message) {
                switch (message) {
                  case ToAgent.Welcome _ -> mine.countDown();
                  case ToAgent.Command command -> take(command);
                }
              }

              @Override
              public void onError(Throwable ended) {}

              @Override
              public void onCompleted() {}
            });
    List<VmObservation> known;
    synchronized (vms) {
      known = List.copyOf(vms.values());
    }
    send(new ToManager.Hello(description, known));
    if (!mine.await(10, TimeUnit.SECONDS)) {
      throw new IllegalStateException("no welcome");
    }
    return this;
  }

  /** Cuts the link as a crash would; what is answered meanwhile is lost. */
  public void cut() throws InterruptedException {
    channel.shutdownNow();
    channel.awaitTermination(10, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    if (channel != null) {
      channel.shutdownNow();
    }
  }

  public List<Order> orders() {
    return new ArrayList<>(orders);
  }

  public <T extends Order> List<T> orders(Class<T> type) {
    return orders.stream().filter(type::isInstance).map(type::cast).toList();
  }

  /** The first order of its kind, as it came. */
  public ToAgent.Command command(Class<? extends Order> type) {
    return commands.stream().filter(c -> type.isInstance(c.order())).findFirst().orElseThrow();
  }

  public VmObservation vm(VmId id) {
    synchronized (vms) {
      return vms.get(id);
    }
  }

  /** Puts a VM there without telling. */
  public VmObservation has(VmId id, VmSpec spec, VmState state, Generation generation) {
    VmObservation seen =
        new VmObservation(
            id,
            generation,
            spec,
            state,
            STOPPED_AT,
            state.hasProcess() ? 4711 : 0,
            state.hasProcess() ? description.accelerator().chosen() : null,
            state.hasProcess() ? description.qemuVersion() : null,
            null);
    synchronized (vms) {
      vms.put(id, seen);
    }
    return seen;
  }

  /** Puts a VM there and tells. */
  public void tell(VmId id, VmSpec spec, VmState state, Generation generation) {
    send(new ToManager.VmChanged(has(id, spec, state, generation)));
  }

  public void send(ToManager message) {
    synchronized (this) {
      out.onNext(message);
    }
  }

  private void take(ToAgent.Command command) {
    commands.add(command);
    orders.add(command.order());
    Thread.ofVirtual()
        .name(host() + " " + command.order())
        .start(() -> {
          ToManager.Reply reply;
          try {
            Script script = scripts.get(command.order().getClass());
            Answer answer =
                script == null ? asUsual(command.order()) : script.answer(command.order());
            reply = new ToManager.Reply(command.number(), answer, null);
          } catch (GodwitException refused) {
            reply = new ToManager.Reply(command.number(), null, refused.problem());
          } catch (Exception broken) {
            Problem problem = new Problem(ErrorCode.INTERNAL, broken + ".", "Fix it.");
            reply = new ToManager.Reply(command.number(), null, problem);
          }
          try {
            send(reply);
          } catch (IllegalStateException cut) {
            Thread.currentThread().interrupt();
          }
        });
  }

  /** What a healthy agent answers. */
  public Answer asUsual(Order order) {
    return switch (order) {
      case Order.Define define ->
          become(
              define.vm(),
              define.spec().withMachine(new MachineType("pc-q35-10.0")),
              VmState.STOPPED,
              define.generation());
      case Order.Start start -> become(start, VmState.RUNNING);
      case Order.Stop stop -> become(stop, VmState.STOPPED);
      case Order.Kill kill -> become(kill, VmState.STOPPED);
      case Order.Pause pause -> become(pause, VmState.PAUSED);
      case Order.Resume resume -> become(resume, VmState.RUNNING);
      case Order.Delete delete -> remove(delete.vm(), new Answer.Done());
      case Order.ReadConsole _ -> new Answer.Console("login: ");
      case Order.CheckSource check -> new Answer.Observed(vm(check.vm()));
      case Order.MeasureDisks _ ->
          new Answer.Measured(
              List.of(new DiskMeasure(DataSize.ofGibibytes(4), DataSize.ofGibibytes(1))));
      case Order.MoveDisk move -> {
        VmSpec spec = vm(move.vm()).spec();
        List<DiskSpec> disks = new ArrayList<>(spec.disks());
        disks.set(move.disk(), move.target());
        yield become(move.vm(), spec.withDisks(disks), vm(move.vm()).state(), move.generation());
      }
      case Order.CancelMove cancel -> new Answer.Observed(vm(cancel.vm()));
      case Order.DescribeMemory _ -> new Answer.Memory(null);
      case Order.CheckDestination _,
          Order.StartSource _,
          Order.Steer _,
          Order.ExpectPostcopy _,
          Order.StartPostcopy _,
          Order.ResumeSource _,
          Order.CancelSource _ ->
          new Answer.Done();
      case Order.DescribeCpu _ -> new Answer.Cpu(List.of("aes", "sse4.2"));
      case Order.WriteMark _, Order.FindMark _, Order.RemoveMark _ -> new Answer.Done();
      case Order.ListenSegment _ -> new Answer.Done();
      case Order.CallSegment _ -> new Answer.SegmentCalled(1500);
      case Order.EndSegment _ -> new Answer.SegmentHeard(true, 1500);
      case Order.OpenPath _ -> new Answer.PathOpen("10.0.0.2", 5000);
      case Order.MeasurePath _ -> new Answer.PathMeasured(PATH);
      case Order.PrepareDestination prepare -> {
        tell(prepare.vm(), prepare.spec(), VmState.INCOMING, prepare.generation());
        yield new Answer.Listening("10.0.0.2", 4000, prepare.copies().isEmpty() ? 0 : 4001);
      }
      case Order.RunDestination _ -> new Answer.DestinationRuns(STOPPED_AT.plusMillis(55));
      case Order.RecoverDestination _ -> new Answer.Listening("10.0.0.2", 4002, 0);
      case Order.AwaitSource wait -> {
        tell(wait.vm(), vm(wait.vm()).spec(), VmState.HANDED_OVER, wait.generation());
        yield new Answer.SourceEnded(new Answer.HandedOver(REPORT));
      }
      case Order.AwaitDestination wait -> {
        tell(wait.vm(), vm(wait.vm()).spec(), VmState.RUNNING, wait.generation());
        yield new Answer.DestinationRuns(STOPPED_AT.plusMillis(55));
      }
      case Order.AbortDestination abort -> remove(abort.vm(), new Answer.Removed());
      case Order.CommitDestination commit -> new Answer.Observed(vm(commit.vm()));
      case Order.ReleaseSource release -> remove(release.vm(), new Answer.Done());
      case Order.FindAddress _ -> new Answer.AddressFound(new Ipv4Address("192.0.2.7"));
      case Order.ProbeBlackout _ -> new Answer.Done();
      case Order.EndProbe _ ->
          new Answer.Silence(new Blackout.Measured(Duration.ofMillis(61), host()));
      case Order.TakeBack back -> become(back, VmState.RUNNING);
      case Order.KeepOverlays _, Order.ChangeOverlay _, Order.KeepPortions _ -> new Answer.Done();
    };
  }

  private Answer become(Order.OfVm order, VmState state) {
    return become(order.vm(), vm(order.vm()).spec(), state, order.generation());
  }

  private Answer become(VmId id, VmSpec spec, VmState state, Generation generation) {
    tell(id, spec, state, generation);
    return new Answer.Observed(vm(id));
  }

  private Answer remove(VmId id, Answer answer) {
    synchronized (vms) {
      vms.remove(id);
    }
    send(new ToManager.VmGone(id));
    return answer;
  }
}
