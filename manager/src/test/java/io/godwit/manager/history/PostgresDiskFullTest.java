package io.godwit.manager.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.godwit.manager.history.HistoryConfig.Retention;
import io.godwit.manager.history.feed.FakeSource;
import io.godwit.manager.history.feed.HistoryWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * PostgreSQL on a small disk of its own: a tmpfs in a mount namespace that only its processes see,
 * and that is gone with them.
 */
@NeedsPostgres
final class PostgresDiskFullTest {
  private static final Duration SOON = Duration.ofSeconds(90);

  private Path folder;
  private Process namespace;
  private PrivatePostgres postgres;

  @BeforeEach
  void start() throws Exception {
    assumeTrue(
        "root".equals(ProcessHandle.current().info().user().orElse("")),
        "Only root may mount a disk for somebody else, and PostgreSQL refuses to be the root of a"
            + " user namespace.");
    folder = Files.createTempDirectory("godwit-postgres");
    Path data = Files.createDirectory(folder.resolve("data"));
    namespace =
        new ProcessBuilder(
                "setpriv",
                "--pdeathsig",
                "KILL",
                "unshare",
                "--mount",
                "sh",
                "-c",
                "mount -t tmpfs -o size=120m,mode=0700,uid=$(id -u postgres 2>&- || id -u nobody) tmpfs \"$1\" && echo mounted && exec sleep infinity",
                "sh",
                data.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    assertThat(namespace.inputReader().readLine()).isEqualTo("mounted");
    postgres =
        PrivatePostgres.create(
            folder,
            List.of("nsenter", "--mount", "--target", Long.toString(namespace.pid()), "--"));
  }

  @AfterEach
  void stop() throws Exception {
    if (postgres != null) {
      postgres.close();
    }
    if (namespace != null) {
      namespace.destroyForcibly().waitFor();
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
      Path ballast = fill();
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
            if (!postgres.isAlive()) {
              // Without room for its log it ends; whoever runs it starts it again.
              postgres.start();
            }
            return source.backlog().count() == 0;
          });
      assertThat(Samples.sequences(store)).isEqualTo(LongStream.range(1, next).boxed().toList());
    }
  }

  /** Takes all the room but some megabytes. */
  private Path fill() throws IOException {
    Path disk = Path.of("/proc/" + namespace.pid() + "/root" + folder.resolve("data"));
    Path ballast = disk.resolve("ballast");
    byte[] block = new byte[1 << 16];
    try (OutputStream out = Files.newOutputStream(ballast)) {
      long room = Files.getFileStore(disk).getUsableSpace() - (3 << 20);
      for (long written = 0; written < room; written += block.length) {
        out.write(block);
      }
    }
    return ballast;
  }
}
