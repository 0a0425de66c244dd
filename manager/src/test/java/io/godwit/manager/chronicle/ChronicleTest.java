package io.godwit.manager.chronicle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.godwit.manager.event.EventDraft;
import io.godwit.manager.event.Origin;
import io.godwit.manager.event.Outbox;
import io.godwit.manager.event.OutboxChange;
import io.godwit.manager.history.EventFilter;
import io.godwit.manager.history.Filed;
import io.godwit.manager.history.MigrationFilter;
import io.godwit.manager.history.TaskFilter;
import io.godwit.manager.history.feed.HistoryWriter;
import io.godwit.manager.inventory.DataCenter;
import io.godwit.manager.inventory.Inventory;
import io.godwit.manager.inventory.StateRecord;
import io.godwit.manager.loop.MemoryStore;
import io.godwit.manager.loop.Outcome;
import io.godwit.manager.time.Time;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.event.Event;
import io.godwit.protocol.api.EventView;
import io.godwit.protocol.api.PageView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class ChronicleTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00.000000123Z");

  private final FakeArchive archive = new FakeArchive();
  private final List<HistoryWriter> writers = new ArrayList<>();
  private Inventory inventory;
  private Chronicle chronicle;

  @BeforeEach
  void open() throws Exception {
    inventory = new Inventory(new MemoryStore<>(DataCenter.EMPTY), Time.REAL);
    chronicle = new Chronicle(inventory, archive);
  }

  @AfterEach
  void close() {
    inventory.close();
    writers.forEach(HistoryWriter::close);
  }

  private void happens(String subject, Instant at) {
    EventDraft draft =
        EventDraft.of(
            at, Origin.SYSTEM, "vm.start", "vm", subject, Event.Outcome.SUCCEEDED, "It runs.");
    inventory.decide(state -> Outcome.recorded(List.of(StateRecord.happened(draft)), true));
  }

  private void happen(int count) {
    for (int i = 0; i < count; i++) {
      happens("vm" + i, NOON.plusSeconds(i));
    }
  }

  private HistoryWriter write() {
    HistoryWriter writer =
        HistoryWriter.start(new OutboxSource(inventory), archive::append, new SplittableRandom(1));
    writers.add(writer);
    return writer;
  }

  private Outbox outbox() {
    return inventory.now().hard().outbox();
  }

  private static List<Long> upTo(int last) {
    return LongStream.rangeClosed(1, last).boxed().toList();
  }

  @Test
  void whatHappenedIsInTheHistoryInOrderAndLeavesTheOutbox() {
    write();
    happen(250);
    await().until(() -> outbox().waiting().size() == 0);
    assertThat(archive.kept()).extracting(Filed::sequence).hasSize(250);
    assertThat(archive.appended()).containsExactlyElementsOf(upTo(250));
  }

  @Test
  void nothingIsLostWhileTheHistoryIsAwayAndTheBacklogIsCounted() {
    archive.away(true);
    HistoryWriter writer = write();
    happen(30);
    await().until(() -> writer.failures() > 0);
    assertThat(writer.backlog().count()).isEqualTo(30);
    assertThat(writer.backlog().oldest()).isEqualTo(NOON);
    archive.away(false);
    await().until(() -> outbox().waiting().size() == 0);
    assertThat(archive.appended()).containsExactlyElementsOf(upTo(30));
    assertThat(writer.backlog().count()).isZero();
  }

  @Test
  void aManagerThatDiesBeforeItDrainsWritesAgainWhatChangesNothing() {
    happen(3);
    OutboxSource source = new OutboxSource(inventory);
    archive.append(source.next(10));
    source.done(3);
    assertThat(source.next(10)).isEmpty();
    assertThat(outbox().waiting().size()).as("not drained yet").isEqualTo(3);
    write();
    await().until(() -> outbox().waiting().size() == 0);
    assertThat(archive.kept()).hasSize(3);
  }

  @Test
  void anAcknowledgedEventIsSeenAtOnceAlsoWhileTheHistoryIsAway() {
    archive.away(true);
    happen(2);
    PageView<EventView> page = chronicle.events(EventFilter.ALL, null, 10);
    assertThat(page.items()).extracting(EventView::subject).containsExactly("vm1", "vm0");
    assertThat(page.missing()).isNotNull();
    assertThat(page.missing().code()).isEqualTo("HISTORY_UNAVAILABLE");
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void pagesShowEverythingOnceWhateverIsWhere(long seed) {
    Random random = new Random(seed);
    int count = 1 + random.nextInt(60);
    for (int i = 0; i < count; i++) {
      // Clocks jump, and several things happen within a microsecond.
      happens("vm" + i, NOON.plusSeconds(random.nextInt(8)));
    }
    int archived = random.nextInt(count + 1);
    archive.append(outbox().waiting().first(archived));
    int drained = random.nextInt(archived + 1);
    if (drained > 0) {
      inventory.decide(state ->
          Outcome.recorded(
              List.of(new StateRecord.OfOutbox(new OutboxChange.Drained(drained))), true));
    }
    List<EventView> seen = new ArrayList<>();
    String cursor = null;
    do {
      PageView<EventView> page = chronicle.events(EventFilter.ALL, cursor, 1 + random.nextInt(7));
      seen.addAll(page.items());
      cursor = page.next();
    } while (cursor != null);
    assertThat(seen).as("seed %d", seed).extracting(EventView::sequence).doesNotHaveDuplicates();
    assertThat(seen).as("seed %d", seed).hasSize(count);
    assertThat(seen)
        .as("seed %d", seed)
        .extracting(EventView::at)
        .isSortedAccordingTo((a, b) -> b.compareTo(a));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 7, 20})
  void whoFollowsMissesNothing(int drained) {
    happen(20);
    archive.append(outbox().waiting().first(20));
    if (drained > 0) {
      inventory.decide(state ->
          Outcome.recorded(
              List.of(new StateRecord.OfOutbox(new OutboxChange.Drained(drained))), true));
    }
    List<Long> seen = new ArrayList<>();
    long after = 0;
    while (after < 20) {
      Chronicle.Following stretch = chronicle.eventsAfter(after, 3);
      stretch.events().forEach(event -> seen.add(event.sequence()));
      assertThat(stretch.upTo()).isGreaterThan(after);
      after = stretch.upTo();
    }
    assertThat(seen).containsExactlyElementsOf(upTo(20));
  }

  @Test
  void whenTheOutboxIsFullNewThingsAreRefusedAndEndsAreRecorded() throws Exception {
    Outbox full = Outbox.EMPTY;
    EventDraft draft =
        EventDraft.of(NOON, Origin.SYSTEM, "a.b", "vm", "x", Event.Outcome.NOTED, "So.");
    DataCenter state = DataCenter.EMPTY;
    while (full.hasRoom(1)) {
      full = full.apply(new OutboxChange.Happened(draft));
      state = state.apply(StateRecord.happened(draft));
    }
    inventory.close();
    inventory = new Inventory(new MemoryStore<>(state), Time.REAL);
    int before = outbox().waiting().size();
    assertThatExceptionOfType(GodwitException.class)
        .isThrownBy(() -> happens("late", NOON))
        .satisfies(refused -> assertThat(refused.code()).isEqualTo(ErrorCode.HISTORY_FULL));
    assertThat(outbox().waiting().size()).isEqualTo(before);
    inventory.decide(s -> Outcome.recorded(List.of(StateRecord.concluded(draft)), true));
    assertThat(outbox().waiting().size()).isEqualTo(before + 1);
    inventory.note(draft);
    inventory.decide(s -> Outcome.of(true));
    assertThat(outbox().waiting().size())
        .as("what is only noted is left out")
        .isEqualTo(before + 1);
  }

  @Test
  void whatIsNowhereIsUnknown() {
    assertThatExceptionOfType(GodwitException.class)
        .isThrownBy(() -> chronicle.task("t1"))
        .satisfies(refused -> assertThat(refused.code()).isEqualTo(ErrorCode.TASK_UNKNOWN));
    assertThatExceptionOfType(GodwitException.class)
        .isThrownBy(() -> chronicle.migration("m1"))
        .satisfies(refused -> assertThat(refused.code()).isEqualTo(ErrorCode.MIGRATION_UNKNOWN));
    assertThat(chronicle.tasks(TaskFilter.ALL, null, 10).items()).isEmpty();
    assertThat(chronicle.migrations(MigrationFilter.ALL, null, 10).items()).isEmpty();
  }
}
