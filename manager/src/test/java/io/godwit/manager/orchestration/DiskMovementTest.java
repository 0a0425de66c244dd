package io.godwit.manager.orchestration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.godwit.manager.inventory.DataCenter;
import io.godwit.manager.inventory.StateRecord;
import io.godwit.manager.loop.MemoryStore;
import io.godwit.manager.task.Task;
import io.godwit.manager.task.TaskChange;
import io.godwit.manager.task.TaskState;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.host.DatastoreName;
import io.godwit.model.task.TaskId;
import io.godwit.model.unit.DataRate;
import io.godwit.model.unit.DataSize;
import io.godwit.model.vm.DatastoreFile;
import io.godwit.model.vm.DiskFormat;
import io.godwit.model.vm.DiskSpec;
import io.godwit.model.vm.Generation;
import io.godwit.model.vm.VmId;
import io.godwit.model.vm.VmName;
import io.godwit.model.vm.VmSpec;
import io.godwit.model.vm.VmState;
import io.godwit.protocol.agent.Answer;
import io.godwit.protocol.agent.Order;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class DiskMovementTest {
  private static final VmName WEB = new VmName("web");
  private static final DiskSpec OLD = disk("shared", "web.qcow2", DiskFormat.QCOW2);
  private static final DiskSpec NEW = disk("local", "web.qcow2", DiskFormat.RAW);

  private final List<Bench> benches = new ArrayList<>();
  private final AtomicBoolean copied = new AtomicBoolean();
  private Bench bench;
  private FakeAgent h1;
  private VmId vm;

  @BeforeEach
  void start() throws Exception {
    bench = new Bench();
    benches.add(bench);
    h1 = bench.host("h1").connect();
    vm = bench.running("web", h1).id();
    h1.on(
        Order.MoveDisk.class,
        order -> {
          if (copied.get()) {
            return h1.asUsual(order);
          }
          Thread.sleep(20);
          return new Answer.Moving(DataSize.ofGibibytes(1), DataSize.ofGibibytes(4));
        });
  }

  @AfterEach
  void stop() {
    benches.forEach(Bench::close);
  }

  @Test
  void tellsHowFarItIsAndRecordsWhereTheDiskIs() throws InterruptedException {
    TaskId id = begin();
    await().until(() -> percent(id) == 25);
    assertThat(disks()).containsExactly(OLD);
    copied.set(true);
    assertThat(ended(id).state()).isEqualTo(TaskState.SUCCEEDED);
    assertThat(ended(id).end().result()).contains("local:web.qcow2");
    assertThat(disks()).containsExactly(NEW);
    assertThat(bench.inventory.now().soft().claims().size()).isZero();
    assertThat(h1.orders(Order.MoveDisk.class)).extracting(Order.MoveDisk::task).containsOnly(id);
  }

  @Test
  void keepsOthersAwayButLetsTheGuestBeStopped() throws Exception {
    FakeAgent h2 = bench.host("h2").connect();
    TaskId id = begin();
    Bench.refuses(ErrorCode.VM_WRONG_STATE, () -> bench.begin("web", h2));
    Bench.refuses(ErrorCode.VM_WRONG_STATE, this::begin);
    bench.orchestration.vms().kill(WEB);
    Bench.refuses(ErrorCode.VM_WRONG_STATE, () -> bench.orchestration.vms().delete(WEB));
    copied.set(true);
    ended(id);
    bench.orchestration.vms().delete(WEB);
  }

  @Test
  void refusesBeforeAnythingIsTouched() throws InterruptedException {
    refuses(ErrorCode.DISK_UNKNOWN, 1, "local", null);
    refuses(ErrorCode.DATASTORE_UNKNOWN, 0, "nowhere", null);
    refuses(ErrorCode.DISK_IN_PLACE, 0, "shared", null);
    refuses(ErrorCode.DISK_IN_PLACE, 0, "shared", DiskFormat.QCOW2);
    bench.orchestration.vms().kill(WEB);
    refuses(ErrorCode.VM_NOT_RUNNING, 0, "local", null);
    assertThat(h1.orders(Order.MoveDisk.class)).isEmpty();
    assertThat(bench.inventory.now().soft().claims().size()).isZero();
  }

  @Test
  void givesTheFileAnotherNameInTheSameDatastore() throws InterruptedException {
    copied.set(true);
    TaskId id = begin(0, "shared", DiskFormat.RAW);
    assertThat(ended(id).state()).isEqualTo(TaskState.SUCCEEDED);
    assertThat(disks()).containsExactly(disk("shared", "web.raw", DiskFormat.RAW));
  }

  @Test
  void aRefusalOfTheAgentEndsItAndTheDiskStays() throws InterruptedException {
    h1.fails(Order.MoveDisk.class, ErrorCode.DATASTORE_FULL);
    assertThat(ended(begin()).problem().code()).isEqualTo(ErrorCode.DATASTORE_FULL);
    assertThat(disks()).containsExactly(OLD);
    assertThat(bench.inventory.now().soft().claims().size()).isZero();
  }

  @Test
  void aCancelLeavesTheDiskWhereItWas() throws InterruptedException {
    TaskId id = begin();
    await().until(() -> percent(id) == 25);
    assertThat(bench.orchestration.tasks().cancel(id).state()).isEqualTo(TaskState.CANCELLED);
    assertThat(h1.orders(Order.CancelMove.class)).hasSize(1);
    assertThat(disks()).containsExactly(OLD);
  }

  @Test
  void aCancelThatComesTooLateIsNone() throws InterruptedException {
    TaskId id = begin();
    await().until(() -> percent(id) == 25);
    h1.on(
        Order.CancelMove.class,
        late -> {
          Order.MoveDisk order = h1.orders(Order.MoveDisk.class).getFirst();
          return h1.asUsual(order);
        });
    Bench.refuses(ErrorCode.TASK_ENDED, () -> bench.orchestration.tasks().cancel(id));
    assertThat(ended(id).state()).isEqualTo(TaskState.SUCCEEDED);
    assertThat(disks()).containsExactly(NEW);
  }

  @Test
  void goesOnWhenTheAgentComesBack() throws InterruptedException {
    TaskId id = begin();
    await().until(() -> percent(id) == 25);
    h1.cut();
    h1.connect();
    copied.set(true);
    assertThat(ended(id).state()).isEqualTo(TaskState.SUCCEEDED);
    assertThat(disks()).containsExactly(NEW);
  }

  @Test
  void believesItsHomeWhenNobodyWaitsAnyMore() throws InterruptedException {
    TaskId id = begin();
    await().until(() -> percent(id) == 25);
    h1.cut();
    assertThat(ended(id).problem().code()).isEqualTo(ErrorCode.OUTCOME_UNKNOWN);
    assertThat(disks()).containsExactly(OLD);
    h1.has(vm, moved(), VmState.RUNNING, Generation.FIRST);
    h1.connect();
    await().until(() -> disks().equals(List.of(NEW)));
  }

  @Test
  void theNextManagerAsksForTheSameMove() throws Exception {
    TaskId id = begin();
    await().until(() -> percent(id) == 25);
    List<StateRecord> left = new ArrayList<>();
    for (List<StateRecord> commit : bench.store.commits()) {
      left.addAll(commit);
    }
    bench.close();
    assertThat(left).noneMatch(record -> ends(record, id));
    DataCenter found = DataCenter.EMPTY;
    for (StateRecord record : left) {
      found = found.apply(record);
    }
    VmSpec spec = found.requireVm(WEB).spec();
    bench = new Bench(Bench.SHORT, new MemoryStore<>(found));
    benches.add(bench);
    h1 = bench.host("h1");
    h1.has(vm, spec, VmState.RUNNING, Generation.FIRST);
    bench.orchestration.resumeAll();
    h1.connect();
    assertThat(ended(id).state()).isEqualTo(TaskState.SUCCEEDED);
    assertThat(h1.orders(Order.MoveDisk.class)).extracting(Order.MoveDisk::task).containsOnly(id);
    assertThat(disks()).containsExactly(NEW);
  }

  private static boolean ends(StateRecord record, TaskId id) {
    return record instanceof StateRecord.OfTask of
        && of.change() instanceof TaskChange.Ended ended
        && ended.task().equals(id);
  }

  private TaskId begin() throws InterruptedException {
    return begin(0, "local", DiskFormat.RAW);
  }

  private TaskId begin(int disk, String to, DiskFormat format) throws InterruptedException {
    return bench
        .orchestration
        .tasks()
        .begin(
            new VmCall.MoveDisk(WEB, disk, new DatastoreName(to), format, DataRate.ZERO),
            Optional.empty());
  }

  private void refuses(ErrorCode code, int disk, String to, DiskFormat format) {
    Bench.refuses(code, () -> begin(disk, to, format));
  }

  private Task ended(TaskId id) {
    await().until(() -> task(id).hasEnded());
    return task(id);
  }

  private Task task(TaskId id) {
    return bench.inventory.now().hard().tasks().find(id).orElseThrow();
  }

  private int percent(TaskId id) {
    return bench
        .inventory
        .now()
        .soft()
        .tasks()
        .get(id)
        .flatMap(step -> Optional.ofNullable(step.percent()))
        .orElse(-1);
  }

  private List<DiskSpec> disks() {
    return bench.vm("web").spec().disks();
  }

  private VmSpec moved() {
    return bench.vm("web").spec().withDisks(List.of(NEW));
  }

  private static DiskSpec disk(String datastore, String path, DiskFormat format) {
    return new DiskSpec(new DatastoreFile(new DatastoreName(datastore), path), format);
  }
}
