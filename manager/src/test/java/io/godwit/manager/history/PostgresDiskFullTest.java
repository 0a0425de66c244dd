package io.godwit.manager.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.godwit.manager.SmallDisk;
import io.godwit.manager.history.HistoryConfig.Retention;
import io.godwit.manager.history.feed.FakeSource;
import io.godwit.manager.history.feed.HistoryWriter;
import io.godwit.model.error.GodwitException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** PostgreSQL on a small disk of its own. */
@NeedsPostgres
final class PostgresDiskFullTest {
  private static final Duration SOON = Duration.ofSeconds(90);

  private Path folder;
  private SmallDisk disk;
  private PrivatePostgres postgres;

  @BeforeEach
  void start() throws Exception {
    assumeTrue(
        SmallDisk.isRoot(),
        "Only root may mount a disk for somebody else, and PostgreSQL refuses to be the root of a"
            + " user namespace.");
    folder = Files.createTempDirectory("godwit-postgres");
    Path data = Files.createDirectory(folder.resolve("data"));
    disk = SmallDisk.mount(data, "size=240m,mode=0700,uid=$(id -u postgres 2>&- || id -u nobody)");
    postgres = PrivatePostgres.create(folder, disk.enter());
  }

  @AfterEach
  void stop() throws Exception {
    if (postgres != null) {
      postgres.close();
    }
    if (disk != null) {
      disk.close();
    }
  }

  @Test
  void aFullDiskLosesNothingAndDoublesNothing() throws Exception {
    FakeSource source = new FakeSource();
    try (HistoryStore store =
            HistoryStore.open(new HistoryConfig(postgres.database(), Retention.DEFAULT));
        HistoryWriter writer = HistoryWriter.start(source, store::append, new Random(1))) {
      source.add(Samples.events(1, 2000));
      await().atMost(SOON).until(() -> source.backlog().count() == 0);
      Path ballast = disk.fill(3 << 20);
      long next = 2001;
      while (writer.failures() < 2) {
        source.add(Samples.events(next, next + 1999));
        next += 2000;
        source.awaitRoom(20_000, () -> writer.failures() >= 2);
      }
      assertThat(source.backlog().count()).isPositive();
      Files.delete(ballast);
      await()
          .atMost(SOON)
          .until(() -> {
            startAgainIfEnded();
            return source.backlog().count() == 0;
          });
      // A connection for reading that broke with the server is told of by its first use.
      List<Long> written = LongStream.range(1, next).boxed().toList();
      await()
          .atMost(SOON)
          .ignoreExceptionsInstanceOf(GodwitException.class)
          .untilAsserted(() -> {
            startAgainIfEnded();
            assertThat(Samples.sequences(store)).isEqualTo(written);
          });
    }
  }

  /** Without room for its log it ends; whoever runs it starts it again. */
  private void startAgainIfEnded() throws Exception {
    if (!postgres.isAlive()) {
      postgres.start();
    }
  }
}
