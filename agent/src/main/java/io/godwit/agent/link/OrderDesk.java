package io.godwit.agent.link;

import io.godwit.agent.disk.DiskMoves;
import io.godwit.agent.memory.MemoryWatch;
import io.godwit.agent.migration.destination.Arrivals;
import io.godwit.agent.migration.source.Departures;
import io.godwit.agent.network.Overlays;
import io.godwit.agent.network.Taps;
import io.godwit.agent.path.Paths;
import io.godwit.agent.portion.Portions;
import io.godwit.agent.probe.Probes;
import io.godwit.agent.storage.Marks;
import io.godwit.agent.vm.Vm;
import io.godwit.agent.vm.Vms;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.error.Problem;
import io.godwit.model.vm.NicSpec;
import io.godwit.protocol.agent.Answer;
import io.godwit.protocol.agent.Order;
import io.godwit.protocol.agent.ToAgent;
import io.godwit.protocol.agent.ToManager;
import io.godwit.trace.Span;
import io.godwit.trace.Tracing;
import io.godwit.trace.Trail;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries orders out. One thread per order; orders for the same VM meet at the VM's own lock. */
public final class OrderDesk {
  private static final Logger LOG = LoggerFactory.getLogger(OrderDesk.class);

  private final Vms vms;
  private final DiskMoves disks;
  private final Departures departures;
  private final Arrivals arrivals;
  private final Probes probes;
  private final Paths paths;
  private final Marks marks;
  private final MemoryWatch memory;
  private final Overlays overlays;
  private final Portions portions;
  private final Tracing tracing;

  public OrderDesk(
      Vms vms,
      DiskMoves disks,
      Departures departures,
      Arrivals arrivals,
      Probes probes,
      Paths paths,
      Marks marks,
      MemoryWatch memory,
      Overlays overlays,
      Portions portions,
      Tracing tracing) {
    this.overlays = overlays;
    this.portions = portions;
    this.memory = memory;
    this.tracing = tracing;
    this.probes = probes;
    this.paths = paths;
    this.marks = marks;
    this.vms = vms;
    this.disks = disks;
    this.departures = departures;
    this.arrivals = arrivals;
  }

  /** Carries one order out; whatever happens there is a reply. */
  ToManager.Reply reply(ToAgent.Command command) {
    Trail trail = Trail.received(command.correlation(), command.traceparent());
    return trail.call(() -> traced(command.number(), command.order()));
  }

  private ToManager.Reply traced(long number, Order order) {
    if (Trail.current().parent() == null) {
      return reply(number, order);
    }
    Span span =
        tracing.begin(
            "carry out " + order.getClass().getSimpleName(), Tracing.Side.ANSWERS, subject(order));
    try {
      ToManager.Reply reply = Trail.current().at(span.place()).call(() -> reply(number, order));
      if (reply.problem() != null) {
        span.failed(reply.problem().code().slug());
      }
      return reply;
    } finally {
      span.close();
    }
  }

  private static Map<String, String> subject(Order order) {
    return switch (order) {
      case Order.OfVm of -> Map.of("godwit.vm", of.vm().toString());
      case Order.ChangeOverlay change -> Map.of("godwit.network", change.network().value());
      case Order.KeepOverlays _, Order.KeepPortions _ -> Map.of();
    };
  }

  private ToManager.Reply reply(long number, Order order) {
    try {
      return new ToManager.Reply(number, answer(order), null);
    } catch (GodwitException refused) {
      LOG.info("{} refused: {}", order, refused.getMessage());
      return new ToManager.Reply(number, null, refused.problem());
    } catch (InterruptedException ending) {
      Thread.currentThread().interrupt();
      return new ToManager.Reply(number, null, broken("the agent is ending"));
    } catch (RuntimeException defect) {
      LOG.error("{} failed", order, defect);
      return new ToManager.Reply(number, null, broken("a defect of the agent: " + defect));
    }
  }

  private Answer answer(Order order) throws InterruptedException {
    return switch (order) {
      case Order.Define define ->
          observed(vms.define(define.vm(), define.generation(), define.spec()));
      case Order.Start start -> new Answer.Observed(vm(start).start());
      case Order.Stop stop -> new Answer.Observed(vm(stop).stop(stop.grace()));
      case Order.Kill kill -> new Answer.Observed(vm(kill).kill());
      case Order.Pause pause -> new Answer.Observed(vm(pause).pause());
      case Order.Resume resume -> new Answer.Observed(vm(resume).resume());
      case Order.Delete delete -> {
        if (vms.has(delete.vm())) {
          disks.forget(delete.vm());
          vms.delete(vm(delete));
        }
        yield new Answer.Done();
      }
      case Order.ReadConsole read ->
          new Answer.Console(vms.get(read.vm()).console(Math.clamp(read.maxBytes(), 0, 1 << 20)));
      case Order.MeasureDisks measure -> new Answer.Measured(departures.measure(measure));
      case Order.MoveDisk move -> disks.move(move);
      case Order.CancelMove cancel -> new Answer.Observed(disks.cancel(cancel));
      case Order.DescribeMemory describe ->
          new Answer.Memory(memory.facts(describe.vm(), describe.oldest()).orElse(null));
      case Order.DescribeCpu describe ->
          new Answer.Cpu(departures.describeCpu(describe).orElse(null));
      case Order.CheckSource check -> {
        disks.settle(check.vm());
        yield new Answer.Observed(departures.check(check));
      }
      case Order.StartSource start -> {
        disks.settle(start.vm());
        departures.start(start);
        yield new Answer.Done();
      }
      case Order.Steer steer -> {
        departures.steer(steer);
        yield new Answer.Done();
      }
      case Order.StartPostcopy start -> {
        departures.startPostcopy(start);
        yield new Answer.Done();
      }
      case Order.ResumeSource resume -> {
        departures.resume(resume);
        yield new Answer.Done();
      }
      case Order.ExpectPostcopy expect -> {
        arrivals.expectPostcopy(expect);
        yield new Answer.Done();
      }
      case Order.RunDestination run -> arrivals.run(run);
      case Order.RecoverDestination recover -> arrivals.recover(recover);
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
      case Order.WriteMark write -> {
        marks.write(write.mark());
        yield new Answer.Done();
      }
      case Order.FindMark find -> {
        marks.find(find.mark());
        yield new Answer.Done();
      }
      case Order.RemoveMark remove -> {
        marks.remove(remove.mark());
        yield new Answer.Done();
      }
      case Order.OpenPath open -> paths.open(open);
      case Order.MeasurePath measure -> new Answer.PathMeasured(paths.measure(measure));
      case Order.ListenSegment listen -> {
        probes.segments().listen(listen);
        yield new Answer.Done();
      }
      case Order.CallSegment call -> probes.segments().call(call);
      case Order.EndSegment end -> probes.segments().heard(end);
      case Order.PrepareDestination prepare -> arrivals.prepare(prepare);
      case Order.AwaitDestination await -> arrivals.await(await);
      case Order.AbortDestination abort -> arrivals.abort(abort);
      case Order.CommitDestination commit -> new Answer.Observed(arrivals.commit(commit));
      case Order.KeepOverlays keep -> {
        overlays.keep(keep);
        yield new Answer.Done();
      }
      case Order.KeepPortions keep -> {
        portions.keep(keep);
        yield new Answer.Done();
      }
      case Order.ChangeOverlay change -> {
        overlays.change(change);
        yield new Answer.Done();
      }
      case Order.FindAddress find -> found(find);
      case Order.ProbeBlackout probe -> {
        probes.probe(probe);
        yield new Answer.Done();
      }
      case Order.EndProbe end -> new Answer.Silence(probes.end(end));
    };
  }

  private Answer found(Order.FindAddress find) {
    List<NicSpec> nics = vms.get(find.vm()).observation().spec().nics();
    return new Answer.AddressFound(
        nics.isEmpty()
            ? null
            : probes
                .find(nics.getFirst().mac(), Taps.name(find.vm(), 0), find.patience())
                .orElse(null));
  }

  /** The order's VM, once its generation has been taken. */
  private Vm vm(Order.OfVm order) {
    Vm vm = vms.get(order.vm());
    vm.accept(order.generation());
    return vm;
  }

  private static Answer observed(Vm vm) {
    return new Answer.Observed(vm.observation());
  }

  private static Problem broken(String why) {
    return new Problem(
        ErrorCode.INTERNAL,
        "The order was not carried out, or not to its end: " + why + ".",
        "Look at the VM's state, and at the agent's log on its host.");
  }
}
