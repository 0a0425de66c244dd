package io.godwit.manager.orchestration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.godwit.manager.inventory.DataCenter;
import io.godwit.manager.inventory.StateRecord;
import io.godwit.manager.inventory.StateRecord.OfOutbox;
import io.godwit.manager.inventory.StateRecord.OfTask;
import io.godwit.manager.inventory.VmEntry;
import io.godwit.manager.loop.MemoryStore;
import io.godwit.manager.task.Task;
import io.godwit.manager.task.TaskChange;
import io.godwit.manager.task.TaskState;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.task.TaskId;
import io.godwit.model.vm.Generation;
import io.godwit.model.vm.VmId;
import io.godwit.model.vm.VmName;
import io.godwit.model.vm.VmSpec;
import io.godwit.model.vm.VmState;
import io.godwit.protocol.agent.Answer;
import io.godwit.protocol.agent.Order;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A manager that is killed while it carries out a task of each kind: before its order arrived, and
 * after it was carried out. The next one brings every task to its end exactly once.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class TaskResumptionTest {
  private static final VmName WEB = new VmName("web");

  /** What was asked, what the VM was before and what it is afterwards; nothing is no VM. */
  enum Kind {
    DEFINE(Order.Define.class, null, VmState.STOPPED),
    START(Order.Start.class, VmState.STOPPED, VmState.RUNNING),
    STOP(Order.Stop.class, VmState.RUNNING, VmState.STOPPED),
    KILL(Order.Kill.class, VmState.RUNNING, VmState.STOPPED),
    PAUSE(Order.Pause.class, VmState.RUNNING, VmState.PAUSED),
    RESUME(Order.Resume.class, VmState.PAUSED, VmState.RUNNING),
    DELETE(Order.Delete.class, VmState.STOPPED, null);

    private final Class<? extends Order> order;
    private final VmState before;
    private final VmState after;

    Kind(Class<? extends Order> order, VmState before, VmState after) {
      this.order = order;
      this.before = before;
      this.after = after;
    }

    VmCall call(FakeAgent host) {
      return switch (this) {
        case DEFINE -> new VmCall.Define(Bench.draft("web"), host.host());
        case START -> new VmCall.Start(WEB);
        case STOP -> new VmCall.Stop(WEB, Duration.ofSeconds(5));
        case KILL -> new VmCall.Kill(WEB);
        case PAUSE -> new VmCall.Pause(WEB);
        case RESUME -> new VmCall.Resume(WEB);
        case DELETE -> new VmCall.Delete(WEB);
      };
    }
  }

  private final List<Bench> benches = new ArrayList<>();
  private MemoryStore<DataCenter, StateRecord> store;
  private Bench bench;
  private FakeAgent h1;
  private TaskId id;
  private VmId vm;
  private VmSpec spec;

  @AfterEach
  void stop() {
    benches.forEach(Bench::close);
  }

  /** The next manager, which has not resumed, and an agent that is not linked. */
  private void killedIn(Kind kind) throws Exception {
    List<StateRecord> left = new ArrayList<>();
    try (Bench first = new Bench()) {
      FakeAgent agent = first.host("h1").connect();
      if (kind.before != null) {
        first.orchestration.vms().create(Bench.draft("web"), agent.host());
      }
      if (kind.before != null && kind.before.hasProcess()) {
        first.orchestration.vms().start(WEB);
      }
      if (kind.before == VmState.PAUSED) {
        first.orchestration.vms().pause(WEB);
      }
      Optional<VmEntry> known = first.inventory.now().hard().vm(WEB);
      id = first.orchestration.tasks().begin(kind.call(agent), Optional.empty());
      first.orchestration.tasks().awaitEnd(id);
      VmEntry web = known.orElseGet(() -> first.vm("web"));
      vm = web.id();
      spec = web.spec();
      for (List<StateRecord> commit : first.store.commits()) {
        left.addAll(commit);
        if (commit.stream().anyMatch(this::begins)) {
          break;
        }
      }
    }
    DataCenter found = DataCenter.EMPTY;
    for (StateRecord record : left) {
      found = found.apply(record);
    }
    store = new MemoryStore<>(found);
    next();
  }

  private boolean begins(StateRecord record) {
    return record instanceof OfTask of
        && of.change() instanceof TaskChange.Begun begun
        && begun.task().id().equals(id);
  }

  private void next() throws Exception {
    bench = new Bench(Bench.SHORT, store);
    benches.add(bench);
    h1 = bench.host("h1");
  }

  private void has(VmState state) {
    if (state != null) {
      h1.has(vm, spec, state, Generation.FIRST);
    }
  }

  private Task ended() {
    await().until(() -> task().hasEnded());
    return task();
  }

  private Task task() {
    return bench.inventory.now().hard().tasks().find(id).orElseThrow();
  }

  /** The VM is as it should be, nothing is claimed, and a third manager has nothing to do. */
  private void isOver(Kind kind) throws Exception {
    assertThat(bench.inventory.now().hard().vm(WEB).isPresent()).isEqualTo(kind.after != null);
    assertThat(bench.inventory.now().soft().claims().size()).isZero();
    if (kind.after != null) {
      assertThat(h1.vm(vm).state()).isEqualTo(kind.after);
    }
    Task ended = task();
    List<StateRecord> left = changes();
    bench.close();
    next();
    bench.orchestration.resumeAll();
    assertThat(task()).isEqualTo(ended);
    assertThat(bench.orchestration.tasks().isUnderWay(id)).isFalse();
    assertThat(changes()).isEqualTo(left);
  }

  private List<StateRecord> changes() {
    return store.records().stream()
        .filter(each -> !(each instanceof OfOutbox) && !(each instanceof StateRecord.OfEnrolment))
        .toList();
  }

  @ParameterizedTest
  @EnumSource
  void ordersAgainWhatHasNotArrived(Kind kind) throws Exception {
    killedIn(kind);
    has(kind.before);
    bench.orchestration.resumeAll();
    h1.connect();
    assertThat(ended().state()).isEqualTo(TaskState.SUCCEEDED);
    assertThat(h1.orders(kind.order)).hasSize(1);
    assertThat(h1.orders(Order.OfVm.class))
        .extracting(Order.OfVm::generation)
        .containsOnly(Generation.FIRST);
    isOver(kind);
  }

  @ParameterizedTest
  @EnumSource
  void doesNotDoAgainWhatIsDone(Kind kind) throws Exception {
    killedIn(kind);
    has(kind.after);
    bench.orchestration.resumeAll();
    h1.connect();
    assertThat(ended().state()).isEqualTo(TaskState.SUCCEEDED);
    assertThat(h1.orders()).isEmpty();
    isOver(kind);
  }

  @ParameterizedTest
  @EnumSource
  void findsWhatIsDoneThoughItsAgentWasFirst(Kind kind) throws Exception {
    killedIn(kind);
    has(kind.after);
    h1.connect();
    bench.orchestration.resumeAll();
    assertThat(ended().state()).isEqualTo(TaskState.SUCCEEDED);
    assertThat(h1.orders()).isEmpty();
    isOver(kind);
  }

  @ParameterizedTest
  @EnumSource(names = {"START", "STOP"})
  void waitsForWhatIsUnderWay(Kind kind) throws Exception {
    killedIn(kind);
    has(kind == Kind.START ? VmState.STARTING : VmState.STOPPING);
    bench.orchestration.resumeAll();
    h1.connect();
    await()
        .until(() ->
            bench
                .inventory
                .now()
                .soft()
                .tasks()
                .get(id)
                .filter(step -> step.step().equals("waiting for what was begun"))
                .isPresent());
    h1.tell(vm, spec, kind.after, Generation.FIRST);
    assertThat(ended().state()).isEqualTo(TaskState.SUCCEEDED);
    assertThat(h1.orders()).isEmpty();
    isOver(kind);
  }

  @Test
  void aStopThatTheGuestIgnoredHasFailed() throws Exception {
    killedIn(Kind.STOP);
    has(VmState.STOPPING);
    bench.orchestration.resumeAll();
    h1.connect();
    await()
        .until(() ->
            bench
                .inventory
                .now()
                .soft()
                .tasks()
                .get(id)
                .filter(step -> step.step().equals("waiting for what was begun"))
                .isPresent());
    h1.tell(vm, spec, VmState.RUNNING, Generation.FIRST);
    assertThat(ended().problem().code()).isEqualTo(ErrorCode.STOP_TIMED_OUT);
    assertThat(h1.orders()).isEmpty();
  }

  @Test
  void believesARefusalOnlyIfTheVmStaysAsItIs() throws Exception {
    killedIn(Kind.START);
    has(VmState.STOPPED);
    h1.on(
        Order.Start.class,
        start -> {
          h1.tell(vm, spec, VmState.RUNNING, Generation.FIRST);
          throw new GodwitException(ErrorCode.VM_NOT_STOPPED, "It is STARTING.", "Wait.");
        });
    bench.orchestration.resumeAll();
    h1.connect();
    assertThat(ended().state()).isEqualTo(TaskState.SUCCEEDED);
    assertThat(h1.orders(Order.Start.class)).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource
  void saysThatTheOutcomeIsUnknownWhenTheAgentStaysAway(Kind kind) throws Exception {
    killedIn(kind);
    bench.orchestration.resumeAll();
    Task ended = ended();
    assertThat(ended.state()).isEqualTo(TaskState.FAILED);
    assertThat(ended.problem().code()).isEqualTo(ErrorCode.OUTCOME_UNKNOWN);
    assertThat(bench.inventory.now().soft().claims().size()).isZero();
    // A VM that was defined after all is found when the agent comes.
    if (kind == Kind.DEFINE) {
      has(kind.after);
      h1.connect();
      await().until(() -> bench.inventory.now().hard().vm(WEB).isPresent());
    }
  }

  @Test
  void othersWaitForWhatIsBroughtToItsEnd() throws Exception {
    killedIn(Kind.KILL);
    has(VmState.STOPPED);
    h1.connect();
    bench.orchestration.resumeAll();
    ended();
    bench.orchestration.vms().start(WEB);
    assertThat(h1.orders(Order.Kill.class)).isEmpty();
    assertThat(h1.vm(vm).state()).isEqualTo(VmState.RUNNING);
  }

  @Test
  void leavesAVmThatChangedHands() throws Exception {
    killedIn(Kind.PAUSE);
    FakeAgent h2 = bench.host("h2");
    h2.has(vm, spec, VmState.RUNNING, new Generation(5));
    h2.connect();
    await().until(() -> bench.vm("web").right().home().equals(h2.host()));
    bench.orchestration.resumeAll();
    h1.connect();
    assertThat(ended().problem().code()).isEqualTo(ErrorCode.GENERATION_STALE);
    assertThat(h1.orders()).isEmpty();
  }

  @Test
  void aDeleteOfWhatIsGoneIsDone() throws Exception {
    killedIn(Kind.DELETE);
    has(VmState.STOPPED);
    h1.fails(Order.Delete.class, ErrorCode.VM_UNKNOWN);
    bench.orchestration.resumeAll();
    h1.connect();
    assertThat(ended().state()).isEqualTo(TaskState.SUCCEEDED);
    assertThat(bench.inventory.now().hard().vm(WEB)).isEmpty();
  }

  @Test
  void anUnusableAnswerIsADefect() throws Exception {
    killedIn(Kind.PAUSE);
    has(VmState.RUNNING);
    h1.on(Order.Pause.class, pause -> new Answer.Removed());
    bench.orchestration.resumeAll();
    h1.connect();
    assertThat(ended().problem().code()).isEqualTo(ErrorCode.INTERNAL);
  }
}
