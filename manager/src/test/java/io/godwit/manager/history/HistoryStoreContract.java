package io.godwit.manager.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.godwit.manager.history.HistoryConfig.Place;
import io.godwit.manager.history.HistoryConfig.Retention;
import io.godwit.manager.history.Paging.Order;
import io.godwit.manager.history.Rollup.Resolution;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.event.Event;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds for a history, whichever database keeps it. */
abstract class HistoryStoreContract {
  HistoryConfig config;
  HistoryStore store;

  /** A database without anything in it. */
  abstract Place emptyPlace() throws Exception;

  /** Does something to the tables behind the store's back. */
  abstract void sql(String... statements) throws Exception;

  @BeforeEach
  void open() throws Exception {
    config = new HistoryConfig(emptyPlace(), Retention.DEFAULT);
    store = HistoryStore.open(config);
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void whatWasAppendedIsFoundAsItWas() {
    Event full =
        new Event(
            1,
            Samples.NOON.plusNanos(123_456_789),
            "host:nörd-1",
            "2001:db8::7",
            "migration.complete",
            "migration",
            "web-1 → host-2",
            Event.Outcome.NOTED,
            "It took 84 ms.\n\tOr so 😀.",
            "{\"a\":1}",
            "{\"a\":2}",
            "task-9",
            "request-4");
    Event bare = Samples.saying(2, "nothing else");
    store.append(List.of(Samples.filed(full), Samples.filed(bare)));
    assertThat(store.events(EventFilter.ALL, Paging.newest(10)).items())
        .usingRecursiveFieldByFieldElementComparatorIgnoringFields("at")
        .containsExactly(bare, full);
    assertThat(store.eventsAfter(0, 10).getFirst().at())
        .isEqualTo(full.at().truncatedTo(ChronoUnit.MICROS));
  }

  @Test
  void theSameBatchTwiceIsThereOnce() {
    List<Filed> batch = new ArrayList<>(Samples.events(1, 50));
    batch.add(Samples.task(51, "t-1", "web-1", "SUCCEEDED"));
    batch.add(Samples.migration(52, "m-1", "web-1", "COMPLETED"));
    store.append(batch);
    store.append(batch);
    store.append(batch.subList(20, 52));
    assertThat(Samples.sequences(store)).isEqualTo(LongStream.rangeClosed(1, 50).boxed().toList());
    assertThat(store.tasks(TaskFilter.ALL, Paging.newest(10)).items()).hasSize(1);
    assertThat(store.migrations(MigrationFilter.ALL, Paging.newest(10)).items()).hasSize(1);
  }

  @Test
  void ofAMigrationFiledTwiceTheLaterStays() {
    Filed first = Samples.migration(1, "m-1", "web-1", "INDETERMINATE");
    Filed settled = Samples.migration(5, "m-1", "web-1", "COMPLETED");
    store.append(List.of(first));
    store.append(List.of(settled));
    store.append(List.of(first));
    assertThat(store.migration("m-1")).contains(settled);
    store.append(List.of(Samples.task(6, "t", "a", "FAILED"), Samples.task(7, "t", "a", "DONE")));
    assertThat(store.task("t").orElseThrow().sequence()).isEqualTo(7);
  }

  @Test
  void whatIsNotThereIsNotFound() {
    assertThat(store.task("nobody")).isEmpty();
    assertThat(store.migration("no\u0000body")).isEmpty();
    assertThat(store.events(EventFilter.ALL, Paging.newest(5)))
        .isEqualTo(new Page<>(List.of(), null));
    assertThat(store.highestSequence()).isZero();
    store.append(List.of());
    assertThat(store.highestSequence()).isZero();
  }

  private static FiledPlan plan(String cluster, Instant at, String body) {
    return new FiledPlan(0, at, cluster, "BALANCE", 3, "d1", "3 moves", body);
  }

  @Test
  void aPlanGetsANumberThatIsNeverUsedAgain() {
    Instant now = Samples.NOON;
    long first = store.addPlan(plan("c1", now, "body"), 0);
    long second = store.addPlan(plan("c2", now, "x".repeat(FiledPlan.MAX_BODY)), 0);
    assertThat(second).isGreaterThan(first);
    assertThat(store.addPlan(plan("c1", now, ""), 41)).isEqualTo(42);
    store.close();
    store = HistoryStore.open(config);
    assertThat(store.addPlan(plan("c1", now, ""), 0)).isEqualTo(43);
    assertThat(store.plan(first).orElseThrow())
        .isEqualTo(new FiledPlan(first, now, "c1", "BALANCE", 3, "d1", "3 moves", "body"));
    assertThat(store.plan(second).orElseThrow().body()).hasSize(FiledPlan.MAX_BODY);
    assertThat(store.plan(7)).isEmpty();
    assertThat(store.plans("c1", Long.MAX_VALUE, 2))
        .extracting(FiledPlan::number)
        .containsExactly(43L, 42L);
    assertThat(store.plans("c1", 42, 10))
        .singleElement()
        .satisfies(plan -> {
          assertThat(plan.number()).isEqualTo(first);
          assertThat(plan.body()).as("lists are short").isEmpty();
        });
  }

  @Test
  void plansGoWhenTheyAreOldOrTooMany() {
    Instant now = Samples.NOON;
    long old = store.addPlan(plan("c1", now.minus(Duration.ofDays(101)), ""), 0);
    long fresh = store.addPlan(plan("c1", now, ""), 0);
    store.prune(now);
    assertThat(store.plan(old)).isEmpty();
    assertThat(store.plan(fresh)).isPresent();
    long last = store.addPlan(plan("c1", now, ""), fresh + Pruning.MOST_PLANS);
    store.prune(now);
    assertThat(store.plan(fresh)).isEmpty();
    assertThat(store.plan(last)).isPresent();
  }

  @Test
  void everythingIsThereAfterItWasClosedAndOpened() {
    store.append(Samples.events(1, 500));
    store.close();
    store = HistoryStore.open(config);
    assertThat(Samples.sequences(store)).hasSize(500);
    assertThat(store.highestSequence()).isEqualTo(500);
  }

  @Test
  void tasksAndMigrationsAreFoundByWhatTheyAreAbout() {
    for (long i = 1; i <= 30; i++) {
      store.append(
          List.of(
              Samples.task(2 * i, "t-" + i, "vm-" + i % 3, i % 5 == 0 ? "FAILED" : "SUCCEEDED"),
              Samples.migration(2 * i + 1, "m-" + i, "vm-" + i % 3, "COMPLETED")));
    }
    TaskFilter failedOfOne =
        new TaskFilter("anna", "vm.create", "vm", "vm-0", "FAILED", null, null);
    assertThat(store.tasks(failedOfOne, Paging.newest(50)).items())
        .extracting(Filed::id)
        .containsExactly("t-30", "t-15");
    MigrationFilter ofOne =
        new MigrationFilter("vm-1", "host-0", "host-1", "COMPLETED", null, null, null);
    assertThat(store.migrations(ofOne, Paging.newest(50)).items())
        .isNotEmpty()
        .allSatisfy(each -> assertThat(each.body()).contains("\"vm\":\"vm-1\""));
    MigrationFilter late =
        new MigrationFilter(null, null, null, null, null, Samples.NOON.plusSeconds(60), null);
    assertThat(store.migrations(late, Paging.newest(50)).items())
        .extracting(Filed::id)
        .containsExactly("m-30");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void pagesAreWhatAPlainSearchWouldFind(long seed) {
    Random random = new Random(seed);
    List<Event> all = new ArrayList<>();
    for (long n = 1; n <= 300; n++) {
      all.add(anyEvent(random, n));
    }
    store.append(all.stream().map(Samples::filed).toList());
    for (int i = 0; i < 60; i++) {
      EventFilter filter = anyFilter(random);
      Order order = random.nextBoolean() ? Order.NEWEST_FIRST : Order.OLDEST_FIRST;
      int limit = 1 + random.nextInt(random.nextBoolean() ? 7 : 400);
      assertThat(walk(filter, new Paging(order, null, limit)))
          .as("seed %d, search %d: %s, %s by %d", seed, i, filter, order, limit)
          .isEqualTo(plain(all, filter, order));
    }
  }

  @Test
  void whatOneTypesIsNoPattern() {
    store.append(
        List.of(
            Samples.filed(Samples.saying(1, "100 % done")),
            Samples.filed(Samples.saying(2, "100 _ done")),
            Samples.filed(Samples.saying(3, "it's \\ DONE"))));
    assertThat(found("%")).containsExactly(1L);
    assertThat(found("_")).containsExactly(2L);
    assertThat(found("\\ done")).containsExactly(3L);
    assertThat(found("'s")).containsExactly(3L);
    assertThat(found("\u0000")).isEmpty();
  }

  @Test
  void whatADatabaseCannotKeepIsReplaced() {
    store.append(
        List.of(
            Samples.filed(Samples.saying(1, "a\u0000b \ud800 c \ud83d\ude00")),
            Samples.filed(Samples.event(2))));
    assertThat(store.eventsAfter(0, 10).getFirst().message())
        .isEqualTo("a\ufffdb \ufffd c \ud83d\ude00");
    assertThat(store.misfits()).isZero();
  }

  @Test
  void whatMakesNoSenseIsPutAsideAndStopsNothing() {
    Filed noJson = new Filed(2, Filed.Kind.EVENT, "2", Samples.NOON, "{\"sequence\":");
    Filed other =
        new Filed(3, Filed.Kind.EVENT, "3", Samples.NOON, Samples.events(9, 9).getFirst().body());
    Filed noObject = new Filed(4, Filed.Kind.TASK, "t", Samples.NOON, "[1]");
    List<Filed> batch =
        List.of(
            Samples.events(1, 1).getFirst(),
            noJson,
            other,
            noObject,
            Samples.events(5, 5).getFirst());
    store.append(batch);
    store.append(batch);
    assertThat(Samples.sequences(store)).containsExactly(1L, 5L);
    assertThat(store.misfits()).isEqualTo(3);
    assertThat(store.highestSequence()).isEqualTo(5);
  }

  @Test
  void whatTheTableRefusesIsPutAsideAndStopsNothing() throws Exception {
    sql("ALTER TABLE events ADD CONSTRAINT no_poison CHECK (actor <> 'poison')");
    Event poison = Samples.event(2, Samples.NOON, "poison", "vm.start", "vm", "web-1");
    List<Filed> batch =
        List.of(
            Samples.filed(Samples.event(1)),
            Samples.filed(poison),
            Samples.filed(Samples.event(3)));
    store.append(batch);
    store.append(batch);
    assertThat(Samples.sequences(store)).containsExactly(1L, 3L);
    assertThat(store.misfits()).isEqualTo(1);
  }

  @Test
  void theLargestThingsFit() {
    String long256 = "ß".repeat(Event.MAX_NAME);
    String long128 = "ß".repeat(Event.MAX_WORD);
    Event largest =
        new Event(
            1,
            Samples.NOON,
            long256,
            long256,
            "a." + "b".repeat(Event.MAX_WORD - 2),
            "k".repeat(Event.MAX_WORD),
            long256,
            Event.Outcome.FAILED,
            "😀".repeat(Event.MAX_MESSAGE / 2),
            "€".repeat(Event.MAX_STATE),
            "€".repeat(Event.MAX_STATE),
            long128,
            long128);
    String body = "{\"vm\":\"" + "x".repeat(Filed.MAX_BODY - 9) + "\"}";
    Filed huge = new Filed(2, Filed.Kind.MIGRATION, long128, Samples.NOON, body);
    store.append(List.of(Samples.filed(largest), huge));
    assertThat(store.misfits()).isZero();
    assertThat(store.eventsAfter(0, 1)).containsExactly(largest);
    assertThat(store.migration(long128)).contains(huge);
  }

  @Test
  void aFollowerMissesNothingWhenTheClockGoesBack() {
    store.append(Samples.events(1, 3));
    Event yesterday =
        Samples.event(4, Samples.NOON.minus(Duration.ofDays(1)), "anna", "vm.stop", "vm", "web-1");
    store.append(List.of(Samples.filed(yesterday)));
    assertThat(store.eventsAfter(3, 10)).containsExactly(yesterday);
    assertThat(store.eventsAfter(1, 2)).extracting(Event::sequence).containsExactly(2L, 3L);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "TjE", "!!!", "TjE3NzIzNjY0MDEwMDAwMDAuMQ=", "ééé"})
  void refusesACursorThatIsNone(String cursor) {
    assertThat(refused(new Paging(Order.NEWEST_FIRST, cursor, 5)))
        .isEqualTo(ErrorCode.REQUEST_MALFORMED);
  }

  @Test
  void refusesACursorOfTheOtherOrder() {
    store.append(Samples.events(1, 3));
    String cursor = store.events(EventFilter.ALL, Paging.newest(1)).next().orElseThrow();
    assertThat(refused(new Paging(Order.OLDEST_FIRST, cursor, 5)))
        .isEqualTo(ErrorCode.REQUEST_MALFORMED);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 1001, Integer.MAX_VALUE})
  void refusesALimitOutOfBounds(int limit) {
    assertThatIllegalArgumentException().isThrownBy(() -> Paging.newest(limit));
    assertThatIllegalArgumentException().isThrownBy(() -> store.eventsAfter(0, limit));
  }

  @Test
  void onlyWhatIsTooOldIsPruned() {
    Instant now = Samples.NOON.plus(Duration.ofDays(400));
    store.append(Samples.events(1, 100));
    store.append(
        List.of(
            Samples.task(101, "t", "web-1", "SUCCEEDED"),
            Samples.migration(102, "m", "web-1", "COMPLETED")));
    assertThat(store.prune(now)).isZero();
    assertThat(store.prune(now.plusSeconds(51))).isEqualTo(50);
    assertThat(Samples.sequences(store)).first().isEqualTo(51L);
    assertThat(store.prune(now.plusSeconds(1000))).isEqualTo(52);
    assertThat(store.task("t")).isEmpty();
    assertThat(store.highestSequence()).isEqualTo(102);
  }

  @Test
  void aClockThatJumpsYearsAheadDoesNotEmptyTheHistory() {
    store.close();
    Duration kept = Duration.ofDays(10);
    store = HistoryStore.open(new HistoryConfig(config.place(), new Retention(kept, kept, kept)));
    store.append(Samples.events(1, 100));
    store.prune(Samples.NOON);
    Instant wrong = Samples.NOON.plus(Duration.ofDays(10_000));
    for (int hour = 0; hour < 9; hour++) {
      assertThat(store.prune(wrong)).isZero();
    }
    store.prune(Samples.NOON.plus(Duration.ofDays(1)));
    for (int hour = 0; hour < 9; hour++) {
      assertThat(store.prune(wrong)).as("the clock was put right for a while").isZero();
    }
    assertThat(store.prune(wrong)).isEqualTo(100);
  }

  @Test
  void aLotOfOldThingsGoesInSeveralCalls() {
    for (long first = 1; first <= 5000; first += 1000) {
      store.append(Samples.events(first, first + 999));
    }
    assertThat(store.prune(Samples.NOON.plus(Duration.ofDays(500)))).isEqualTo(5000);
    assertThat(Samples.sequences(store)).isEmpty();
  }

  @Test
  void spansAreCombinedAndFoldedIntoHours() {
    Instant hour = Samples.NOON;
    store.addRollups(
        List.of(
            new Rollup("cpu", Resolution.FIVE_MINUTES, hour, 1, 3, 2, 10),
            new Rollup("mem", Resolution.FIVE_MINUTES, hour, 7, 7, 7, 1),
            new Rollup("cpu", Resolution.FIVE_MINUTES, hour.plusSeconds(300), 5, 9, 6, 30)));
    store.addRollups(List.of(new Rollup("cpu", Resolution.FIVE_MINUTES, hour, 0, 2, 1, 10)));
    assertThat(store.rollups("cpu", Resolution.FIVE_MINUTES, hour, hour.plusSeconds(600)))
        .containsExactly(
            new Rollup("cpu", Resolution.FIVE_MINUTES, hour, 0, 3, 1.5, 20),
            new Rollup("cpu", Resolution.FIVE_MINUTES, hour.plusSeconds(300), 5, 9, 6, 30));
    assertThat(store.foldHours(hour.plusSeconds(3599))).isZero();
    assertThat(store.foldHours(hour.plusSeconds(3600))).isEqualTo(1);
    assertThat(store.foldHours(hour.plusSeconds(3700))).isZero();
    assertThat(store.rollups("cpu", Resolution.HOUR, hour, hour.plusSeconds(1)))
        .containsExactly(new Rollup("cpu", Resolution.HOUR, hour, 0, 9, 4.2, 50));
    store.prune(hour.plus(Duration.ofDays(4)));
    assertThat(store.rollups("cpu", Resolution.FIVE_MINUTES, hour, hour.plusSeconds(600)))
        .isEmpty();
    assertThat(store.rollups("mem", Resolution.HOUR, hour, hour.plusSeconds(1))).hasSize(1);
  }

  @Test
  void aReaderThatIsInterruptedHurtsNobody() throws Exception {
    store.append(Samples.events(1, 1000));
    for (int i = 0; i < 50; i++) {
      int delay = i;
      Thread reader = Thread.ofVirtual().start(this::readUntilInterrupted);
      long until = System.nanoTime() + delay * 200_000L;
      while (System.nanoTime() < until) {
        Thread.onSpinWait();
      }
      reader.interrupt();
      reader.join();
      store.append(Samples.events(1001 + i, 1001 + i));
    }
    assertThat(Samples.sequences(store)).hasSize(1050);
  }

  @Test
  void tablesOfANewerManagerAreRefused() throws Exception {
    store.append(Samples.events(1, 1));
    sql(
        "INSERT INTO \"godwit_history_schema\" SELECT 99, '99', 'tomorrow', \"type\", 'V99__t.sql',"
            + " 1, \"installed_by\", \"installed_on\", 1, \"success\" FROM \"godwit_history_schema\""
            + " WHERE \"version\" = '1'");
    store.close();
    GodwitException refusal =
        catchThrowableOfType(GodwitException.class, () -> HistoryStore.open(config));
    assertThat(refusal.code()).isEqualTo(ErrorCode.HISTORY_UNUSABLE);
    assertThat(refusal).hasMessageContaining("newer manager").hasMessageContaining("99");
  }

  private void readUntilInterrupted() {
    try {
      Samples.sequences(store);
    } catch (GodwitException interrupted) {
      assertThat(interrupted.code()).isEqualTo(ErrorCode.HISTORY_UNAVAILABLE);
    }
  }

  private List<Long> found(String text) {
    EventFilter filter = new EventFilter(null, null, null, null, null, null, null, null, text);
    return store.events(filter, Paging.newest(10)).items().stream().map(Event::sequence).toList();
  }

  private ErrorCode refused(Paging paging) {
    return catchThrowableOfType(GodwitException.class, () -> store.events(EventFilter.ALL, paging))
        .code();
  }

  private List<Event> walk(EventFilter filter, Paging first) {
    List<Event> found = new ArrayList<>();
    Paging paging = first;
    while (true) {
      Page<Event> page = store.events(filter, paging);
      assertThat(page.items()).hasSizeLessThanOrEqualTo(first.limit());
      found.addAll(page.items());
      if (page.next().isEmpty()) {
        return found;
      }
      paging = paging.after(page.next().get());
    }
  }

  /** Few values, so that many are equal; times that go back and meet. */
  private static Event anyEvent(Random random, long sequence) {
    List<String> actions =
        List.of("vm.start", "vm.stop", "vmware.adopt", "host.enrol", "vm.start-all");
    List<Event.Outcome> outcomes = List.of(Event.Outcome.values());
    return new Event(
        sequence,
        Samples.NOON.plusSeconds(random.nextInt(60)).plus(random.nextInt(3), ChronoUnit.MICROS),
        "user-" + random.nextInt(4),
        "",
        actions.get(random.nextInt(actions.size())),
        random.nextBoolean() ? "vm" : "host",
        "name-" + random.nextInt(5),
        outcomes.get(random.nextInt(outcomes.size())),
        "Message " + random.nextInt(30) + " of many",
        null,
        null,
        null,
        random.nextInt(3) == 0 ? null : "c-" + random.nextInt(6));
  }

  private static EventFilter anyFilter(Random random) {
    Instant since = Samples.NOON.plusSeconds(random.nextInt(40));
    return new EventFilter(
        random.nextInt(4) == 0 ? "user-" + random.nextInt(4) : null,
        random.nextInt(4) == 0
            ? List.of("vm", "vm.", "vm.start", "x").get(random.nextInt(4))
            : null,
        random.nextInt(3) == 0 ? "vm" : null,
        random.nextInt(4) == 0 ? "name-" + random.nextInt(5) : null,
        random.nextInt(5) == 0 ? Event.Outcome.FAILED : null,
        random.nextInt(4) == 0 ? since : null,
        random.nextInt(4) == 0 ? since.plusSeconds(random.nextInt(30)) : null,
        random.nextInt(6) == 0 ? "c-" + random.nextInt(6) : null,
        random.nextInt(6) == 0 ? "mESSAGE " + random.nextInt(9) : null);
  }

  private static List<Event> plain(List<Event> all, EventFilter filter, Order order) {
    Comparator<Event> byTime = Comparator.comparing(Event::at).thenComparingLong(Event::sequence);
    return all.stream()
        .filter(fits(filter))
        .sorted(order == Order.OLDEST_FIRST ? byTime : byTime.reversed())
        .toList();
  }

  private static Predicate<Event> fits(EventFilter filter) {
    return each ->
        (filter.actor() == null || each.actor().equals(filter.actor()))
            && (filter.actionPrefix() == null || each.action().startsWith(filter.actionPrefix()))
            && (filter.subjectKind() == null || each.subjectKind().equals(filter.subjectKind()))
            && (filter.subject() == null || each.subject().equals(filter.subject()))
            && (filter.outcome() == null || each.outcome() == filter.outcome())
            && (filter.since() == null || !each.at().isBefore(filter.since()))
            && (filter.until() == null || each.at().isBefore(filter.until()))
            && (filter.correlation() == null || filter.correlation().equals(each.correlation()))
            && (filter.text() == null
                || each.message()
                    .toLowerCase(Locale.ROOT)
                    .contains(filter.text().toLowerCase(Locale.ROOT)));
  }
}
