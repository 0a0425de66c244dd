package io.godwit.manager;

import io.godwit.manager.agents.AgentCalls;
import io.godwit.manager.inventory.Inventory;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.host.Accelerator;
import io.godwit.model.host.AcceleratorVerdict;
import io.godwit.model.host.Datastore;
import io.godwit.model.host.DatastoreName;
import io.godwit.model.host.HostDescription;
import io.godwit.model.host.HostId;
import io.godwit.model.host.QemuVersion;
import io.godwit.model.migration.MigrationPhase;
import io.godwit.model.migration.MigrationProgress;
import io.godwit.model.migration.PathFacts;
import io.godwit.model.migration.SourceReport;
import io.godwit.model.unit.DataRate;
import io.godwit.model.unit.DataSize;
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
import io.grpc.MethodDescriptor.Marshaller;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Agents of a {@link Rehearsal}: whatever they are told goes well, in the words of a real link. */
final class RehearsalAgents implements AgentCalls {
  static final List<String> HOSTS = List.of("rehearsal-1", "rehearsal-2");

  private static final QemuVersion VERSION = QemuVersion.TCG_MIGRATES_SAFELY;
  private static final MachineType MACHINE = new MachineType("pc-q35-9.0");
  private static final SourceReport REPORT =
      new SourceReport(
          Instant.EPOCH, Duration.ZERO, Duration.ZERO, Duration.ZERO, DataSize.ZERO, 1);

  private static final PathFacts PATH =
      new PathFacts(Duration.ZERO, Duration.ZERO, DataRate.ofMegabitsPerSecond(940), 0, 0);

  private final Inventory inventory;
  private final Map<VmId, VmSpec> specs = new ConcurrentHashMap<>();

  RehearsalAgents(Inventory inventory) {
    this.inventory = inventory;
  }

  void connect() {
    for (String host : HOSTS) {
      ToManager hello = new ToManager.Hello(description(host), List.of());
      if (sent(AgentLink.CONNECT.getRequestMarshaller(), hello) instanceof ToManager.Hello heard) {
        inventory.connected(heard.host(), 1, heard.vms());
      }
    }
  }

  @Override
  public Answer call(HostId host, Order order, Duration deadline) {
    ToAgent command = new ToAgent.Command(1, order);
    ToAgent heard = sent(AgentLink.CONNECT.getResponseMarshaller(), command);
    if (!(heard instanceof ToAgent.Command told)) {
      throw misread(order);
    }
    ToManager reply = new ToManager.Reply(1, answer(host, told.order()), null);
    if (sent(AgentLink.CONNECT.getRequestMarshaller(), reply) instanceof ToManager.Reply read
        && read.answer() != null) {
      return read.answer();
    }
    throw misread(order);
  }

  @Override
  public long awaitLink(HostId host, long after, Duration patience) {
    return after == 0 ? 1 : 0;
  }

  private Answer answer(HostId host, Order order) {
    return switch (order) {
      case Order.Define define -> {
        specs.put(define.vm(), define.spec().withMachine(MACHINE));
        yield observed(host, order, VmState.STOPPED);
      }
      case Order.Start _, Order.CheckSource _, Order.CommitDestination _ ->
          observed(host, order, VmState.RUNNING);
      case Order.CheckDestination _, Order.StartSource _, Order.Steer _, Order.ReleaseSource _ ->
          new Answer.Done();
      case Order.DescribeMemory _ -> new Answer.Memory(null);
      case Order.DescribeCpu _ -> new Answer.Cpu(null);
      case Order.WriteMark _, Order.FindMark _, Order.RemoveMark _ -> new Answer.Done();
      case Order.ListenSegment _ -> new Answer.Done();
      case Order.CallSegment _ -> new Answer.SegmentCalled(1500);
      case Order.EndSegment _ -> new Answer.SegmentHeard(true, 1500);
      case Order.KeepOverlays _, Order.ChangeOverlay _, Order.KeepPortions _ -> new Answer.Done();
      case Order.OpenPath _ -> new Answer.PathOpen("127.0.0.1", 1);
      case Order.MeasurePath _ -> new Answer.PathMeasured(PATH);
      case Order.PrepareDestination _ -> new Answer.Listening("127.0.0.1", 1, 0);
      case Order.AwaitSource wait -> {
        MigrationProgress progress = MigrationProgress.before(MigrationPhase.PRECOPY);
        inventory.progressed(host, wait.migration(), progress);
        observed(host, order, VmState.HANDED_OVER);
        yield new Answer.SourceEnded(new Answer.HandedOver(REPORT));
      }
      case Order.AwaitDestination _ -> {
        observed(host, order, VmState.RUNNING);
        yield new Answer.DestinationRuns(Instant.EPOCH);
      }
      case Order.Stop _,
          Order.Kill _,
          Order.Pause _,
          Order.Resume _,
          Order.Delete _,
          Order.ReadConsole _,
          Order.MeasureDisks _,
          Order.MoveDisk _,
          Order.CancelMove _,
          Order.ExpectPostcopy _,
          Order.StartPostcopy _,
          Order.RunDestination _,
          Order.RecoverDestination _,
          Order.ResumeSource _,
          Order.CancelSource _,
          Order.AbortDestination _,
          Order.TakeBack _,
          Order.FindAddress _,
          Order.ProbeBlackout _,
          Order.EndProbe _ ->
          throw misread(order);
    };
  }

  /** Tells as an agent does, before it answers. */
  private Answer observed(HostId host, Order any, VmState state) {
    if (!(any instanceof Order.OfVm order)) {
      throw misread(any);
    }
    VmSpec spec = specs.get(order.vm());
    if (spec == null) {
      throw misread(order);
    }
    boolean runs = state.hasProcess();
    VmObservation seen =
        new VmObservation(
            order.vm(),
            order.generation(),
            spec,
            state,
            Instant.EPOCH,
            runs ? 1 : 0,
            runs ? Accelerator.TCG : null,
            runs ? VERSION : null,
            null);
    inventory.seen(host, seen);
    return new Answer.Observed(seen);
  }

  private static <T> T sent(Marshaller<T> words, T message) {
    return words.parse(words.stream(message));
  }

  private static GodwitException misread(Order order) {
    return new GodwitException(
        ErrorCode.INTERNAL, "The rehearsal does not know " + order + ".", "Report this.");
  }

  private static HostDescription description(String host) {
    return new HostDescription(
        new HostId(host),
        Manager.VERSION,
        "6.1",
        2,
        DataSize.ofGibibytes(2),
        new AcceleratorVerdict(Accelerator.TCG, "it is a rehearsal"),
        VERSION,
        List.of(MACHINE.value()),
        "godwit",
        "127.0.0.1",
        List.of(new Datastore(new DatastoreName("shared"), Datastore.Reach.SHARED)),
        List.of(),
        null,
        null);
  }
}
