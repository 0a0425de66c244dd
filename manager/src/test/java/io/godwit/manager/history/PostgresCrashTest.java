package io.godwit.manager.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.godwit.manager.history.HistoryConfig.Retention;
import io.godwit.manager.history.HistoryConfig.Server;
import io.godwit.manager.history.database.Deadlines;
import io.godwit.manager.history.feed.FakeSource;
import io.godwit.manager.history.feed.HistoryWriter;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a history in PostgreSQL does when the server lets it down. The server is real. */
@NeedsPostgres
final class PostgresCrashTest {
  private static final Duration SOON = Duration.ofSeconds(90);

  /** So that a test does not wait as long as people would. */
  private static final Deadlines QUICK =
      new Deadlines(
          Duration.ofSeconds(1),
          Duration.ofSeconds(2),
          Duration.ofSeconds(3),
          Duration.ofSeconds(5));

  private static PrivatePostgres postgres;

  @TempDir Path folder;

  @BeforeAll
  static void start() throws Exception {
    // A process that is killed loses nothing that it gave to the kernel: only a power cut would.
    postgres = PrivatePostgres.create(List.of(), "fsync=off");
  }

  @AfterAll
  static void stop() {
    if (postgres != null) {
      postgres.close();
    }
  }

  @Test
  void aServerThatIsKilledInTheMiddleLosesNothingAndDoublesNothing() throws Exception {
    Random random = new Random(11);
    FakeSource source = new FakeSource();
    try (HistoryStore store = open(postgres.database());
        HistoryWriter writer = HistoryWriter.start(source, store::append, random)) {
      long added = 0;
      for (int kill = 0; kill < 2; kill++) {
        source.add(Samples.events(added + 1, added + 10_000));
        added += 10_000;
        long target = writer.filed() + 500 + random.nextInt(6_000);
        await().atMost(SOON).pollDelay(Duration.ZERO).until(() -> writer.filed() >= target);
        postgres.kill();
        long failures = writer.failures();
        await().atMost(SOON).until(() -> writer.failures() > failures);
        postgres.start();
      }
      await().atMost(SOON).until(() -> source.backlog().count() == 0);
      assertThat(Samples.sequences(store))
          .isEqualTo(LongStream.rangeClosed(1, added).boxed().toList());
      assertThat(writer.failures()).isGreaterThanOrEqualTo(2);
    }
  }

  @Test
  void aServerThatStandsStillForAWhileLosesNothing() throws Exception {
    FakeSource source = new FakeSource();
    try (HistoryStore store = open(postgres.database());
        HistoryWriter writer = HistoryWriter.start(source, store::append, new Random(1))) {
      source.add(Samples.events(1, 5000));
      await().atMost(SOON).until(() -> writer.filed() >= 1000);
      postgres.signal("STOP");
      try {
        source.add(Samples.events(5001, 6000));
        assertThat(catchThrowableOfType(GodwitException.class, store::highestSequence).code())
            .isIn(ErrorCode.HISTORY_UNAVAILABLE, ErrorCode.HISTORY_QUERY_TOO_WIDE);
      } finally {
        postgres.signal("CONT");
      }
      await().atMost(SOON).until(() -> source.backlog().count() == 0);
      assertThat(Samples.sequences(store)).hasSize(6000);
    }
  }

  @Test
  void aServerThatIsAwayAtTheStartMayComeLater() throws Exception {
    Server place = postgres.database();
    postgres.kill();
    try (HistoryStore store = open(place)) {
      GodwitException away =
          catchThrowableOfType(GodwitException.class, () -> store.append(Samples.events(1, 9)));
      assertThat(away.code()).isEqualTo(ErrorCode.HISTORY_UNAVAILABLE);
      postgres.start();
      await()
          .atMost(SOON)
          .ignoreExceptions()
          .until(() -> {
            store.append(Samples.events(1, 9));
            return true;
          });
      assertThat(Samples.sequences(store)).hasSize(9);
    } finally {
      postgres.kill();
      postgres.start();
    }
  }

  @Test
  void wrongCredentialsAreSaidAtOnce() throws Exception {
    Server right = postgres.database();
    Path wrong = Files.writeString(folder.resolve("password"), "swordfish\n");
    Path empty = Files.writeString(folder.resolve("empty"), "");
    assertRefused(new Server(right.url(), right.user(), wrong), "password");
    assertRefused(new Server(right.url(), "nobody-i-know", right.passwordFile()), "password");
    assertRefused(new Server(right.url(), right.user(), folder.resolve("none")), "none");
    assertRefused(new Server(right.url(), right.user(), empty), "empty");
    assertRefused(new Server(right.url() + "x", right.user(), right.passwordFile()), "exist");
  }

  @Test
  void aDeposedWriterAndItsSuccessorDoNotDisturbEachOther() throws Exception {
    Server place = postgres.database();
    FakeSource one = new FakeSource();
    FakeSource other = new FakeSource();
    one.add(Samples.events(1, 10_000));
    other.add(Samples.events(1, 10_000));
    try (HistoryStore deposed = open(place);
        HistoryStore successor = open(place);
        HistoryWriter first = HistoryWriter.start(one, deposed::append, new Random(1));
        HistoryWriter second = HistoryWriter.start(other, successor::append, new Random(2))) {
      await().atMost(SOON).until(() -> one.backlog().count() == 0 && other.backlog().count() == 0);
      assertThat(first.failures() + second.failures()).isZero();
      assertThat(Samples.sequences(successor)).hasSize(10_000);
    }
  }

  private static void assertRefused(Server place, String word) {
    GodwitException refusal = catchThrowableOfType(GodwitException.class, () -> open(place));
    assertThat(refusal).as("%s", place).isNotNull();
    assertThat(refusal.code()).isEqualTo(ErrorCode.HISTORY_UNUSABLE);
    assertThat(refusal).hasMessageContaining(word).hasMessageNotContaining("swordfish");
  }

  private static HistoryStore open(Server place) {
    return HistoryStore.open(new HistoryConfig(place, Retention.DEFAULT), QUICK);
  }
}
