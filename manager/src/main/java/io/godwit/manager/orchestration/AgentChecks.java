package io.godwit.manager.orchestration;

import io.godwit.manager.inventory.DataCenter;
import io.godwit.manager.inventory.HostEntry;
import io.godwit.manager.inventory.VmEntry;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.error.Problem;
import io.godwit.model.host.Accelerator;
import io.godwit.model.host.HostId;
import io.godwit.model.migration.Check;
import io.godwit.model.migration.CheckItem;
import io.godwit.model.migration.DiskCopy;
import io.godwit.model.migration.DiskWish;
import io.godwit.model.migration.MemoryFacts;
import io.godwit.model.migration.MigrationId;
import io.godwit.model.vm.Generation;
import io.godwit.model.vm.VmObservation;
import io.godwit.model.vm.VmState;
import io.godwit.protocol.agent.Answer;
import io.godwit.protocol.agent.Order;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the two agents say of a migration. They are asked at once; they change nothing. */
final class AgentChecks {
  private static final Logger LOG = LoggerFactory.getLogger(AgentChecks.class);

  /** What is no older need not be looked at again. */
  private static final Duration JUST_NOW = Duration.ofSeconds(2);

  private final Tools tools;
  private final Trip trip;
  private final MigrationId id;
  private final VmEntry vm;
  private final HostId to;
  private final DiskWish wish;
  private List<DiskCopy> copies = List.of();
  private @Nullable MemoryFacts facts;
  private PathSurvey.@Nullable Found path;
  private @Nullable List<String> processor;
  private List<MarkSurvey.Found> marks = List.of();
  private List<SegmentSurvey.Found> segments = List.of();

  AgentChecks(Tools tools, Trip trip) {
    this.tools = tools;
    this.trip = trip;
    this.id = trip.id();
    this.vm = trip.vm();
    this.to = trip.to();
    this.wish = trip.disks();
  }

  /**
   * Asks both if there is something to ask: they are linked, and a QEMU may leave.
   *
   * @param pathAge how long ago the way between them may have been measured
   * @param memoryAge how long ago the guest's memory may have been looked at; null if whatever is
   *     known will do
   */
  List<CheckItem> ask(DataCenter state, Duration pathAge, @Nullable Duration memoryAge)
      throws InterruptedException {
    HostId home = vm.right().home();
    Optional<VmObservation> seen =
        state.observation(vm).filter(now -> now.state() == VmState.RUNNING);
    Accelerator accelerator = seen.map(VmObservation::accelerator).orElse(null);
    return accelerator == null || home.equals(to) || !isLinked(state, home) || !isLinked(state, to)
        ? List.of()
        : ask(state, accelerator, pathAge, memoryAge);
  }

  /** The disks that would go along, once both have been asked. */
  List<DiskCopy> copies() {
    return copies;
  }

  /** The guest's memory as its host has sampled it, once it has been asked. */
  Optional<MemoryFacts> facts() {
    return Optional.ofNullable(facts);
  }

  /**
   * Has what changes by the moment looked at again: the guest's memory and the way. A guest that
   * booted a minute ago, or a link that was busy then, must not be held against a migration now.
   */
  void lookAgain() throws InterruptedException {
    askForMemory(JUST_NOW);
    path = new PathSurvey(tools, trip).find(JUST_NOW);
  }

  /** What the guest's processors were given, once its home has been asked and has said. */
  Optional<List<String>> processor() {
    return Optional.ofNullable(processor);
  }

  /** What came of the shared datastores of its disks, once they have been asked. */
  List<MarkSurvey.Found> marks() {
    return marks;
  }

  /** What came of the networks of its cards, once they have been asked. */
  List<SegmentSurvey.Found> segments() {
    return segments;
  }

  /** The way between the two, once they have been asked. */
  Optional<PathSurvey.Found> path() {
    return Optional.ofNullable(path);
  }

  /** The disks that go along; their sizes only the home of the VM can tell. */
  private Optional<Problem> plan(DataCenter state) throws InterruptedException {
    if (!wish.copied()) {
      return Optional.empty();
    }
    HostId home = vm.right().home();
    Order measure = new Order.MeasureDisks(vm.id(), vm.right().generation());
    Said said = call(home, measure);
    if (said.problem().isPresent()) {
      return said.problem();
    }
    Answer answer = said.answer().orElseThrow();
    if (!(answer instanceof Answer.Measured measured)) {
      return Optional.of(Sentences.unexpected(home, measure, answer).problem());
    }
    try {
      copies =
          DiskPlan.of(
              vm.spec(),
              state.requireConnected(home),
              state.requireConnected(to),
              wish,
              measured.disks());
      return Optional.empty();
    } catch (GodwitException refused) {
      return Optional.of(refused.problem());
    }
  }

  private static boolean isLinked(DataCenter state, HostId host) {
    return state.soft().hosts().get(host).filter(HostEntry::isConnected).isPresent();
  }

  private List<CheckItem> ask(
      DataCenter state, Accelerator accelerator, Duration pathAge, @Nullable Duration memoryAge)
      throws InterruptedException {
    CheckList list = new CheckList();
    Generation generation = vm.right().generation();
    HostId home = vm.right().home();
    Optional<Problem> unplanned = plan(state);
    if (unplanned.isPresent()) {
      tell(list, Check.SOURCE_ANSWER, home, Said.no(unplanned.get()));
      return list.report().items();
    }
    AtomicReference<Said> atDestination = new AtomicReference<>();
    Order destination =
        new Order.CheckDestination(
            id, vm.id(), generation, DiskCopy.applied(vm.spec(), copies), accelerator, copies);
    Thread other =
        tools.time().thread(id + "-check", () -> atDestination.set(said(to, destination)));
    other.start();
    Said atSource;
    try {
      atSource = call(home, new Order.CheckSource(id, vm.id(), generation));
      other.join();
    } catch (InterruptedException cancelled) {
      other.interrupt();
      throw cancelled;
    }
    if (atSource.answer().orElse(null) instanceof Answer.Observed observed) {
      tools.inventory().answered(home, observed.observation());
    }
    askForMemory(memoryAge);
    if (call(home, new Order.DescribeCpu(vm.id(), generation)).answer().orElse(null)
        instanceof Answer.Cpu cpu) {
      processor = cpu.features();
    }
    marks =
        new MarkSurvey(tools, trip).find(state.requireConnected(home), state.requireConnected(to));
    segments = new SegmentSurvey(tools, trip).find(state.requireConnected(to));
    path = new PathSurvey(tools, trip).find(pathAge);
    tell(list, Check.SOURCE_ANSWER, home, atSource);
    tell(
        list,
        Check.DESTINATION_ANSWER,
        to,
        Objects.requireNonNull(atDestination.get(), "nobody interrupts this thread"));
    return list.report().items();
  }

  private void askForMemory(@Nullable Duration oldest) throws InterruptedException {
    Order order = new Order.DescribeMemory(vm.id(), vm.right().generation(), oldest);
    if (call(vm.right().home(), order).answer().orElse(null) instanceof Answer.Memory memory) {
      facts = memory.facts();
    }
  }

  /** What an agent said: an answer, or why not. */
  private record Said(Optional<Answer> answer, Optional<Problem> problem) {
    static Said no(Problem problem) {
      return new Said(Optional.empty(), Optional.of(problem));
    }
  }

  /** The same for a thread of its own, which must not end without a word. */
  private @Nullable Said said(HostId host, Order order) {
    try {
      return call(host, order);
    } catch (InterruptedException cancelled) {
      Thread.currentThread().interrupt();
      return null;
    } catch (RuntimeException defect) {
      LOG.error("{} to {} broke", order, host, defect);
      return Said.no(
          new Problem(
              ErrorCode.INTERNAL,
              "The manager could not ask " + host + " because of a defect: " + defect + ".",
              "Look at the manager's log, and report what it says."));
    }
  }

  /** An agent that still tidies up after an earlier migration of the VM is not asked before. */
  private Said call(HostId host, Order order) throws InterruptedException {
    Duration deadline = tools.deadlines().check();
    try {
      tools.errands().settle(vm.id(), host);
      return new Said(Optional.of(tools.agents().call(host, order, deadline)), Optional.empty());
    } catch (GodwitException refused) {
      return Said.no(Sentences.nothingChanged(refused.problem()));
    }
  }

  private static void tell(CheckList list, Check check, HostId host, Said said) {
    list.check(
            check,
            "no objection of " + host,
            said.problem().map(problem -> problem.code().slug()).orElse("none"))
        .unless(said.problem());
  }
}
