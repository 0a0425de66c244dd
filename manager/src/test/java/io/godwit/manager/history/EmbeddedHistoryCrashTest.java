package io.godwit.manager.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.godwit.manager.history.HistoryConfig.Embedded;
import io.godwit.manager.history.HistoryConfig.Retention;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What H2 does when its process or its disk lets it down. The processes are real. */
final class EmbeddedHistoryCrashTest {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final int KILLS = 2;

  @TempDir Path folder;
  private Process child;
  private final AtomicLong done = new AtomicLong();
  private final AtomicInteger failures = new AtomicInteger();

  @AfterEach
  void stop() throws Exception {
    if (child != null) {
      child.destroyForcibly().waitFor();
    }
  }

  @Test
  void whatWasDoneWhenItsProcessWasKilledIsThereOnce() throws Exception {
    Random random = new Random(7);
    long next = 1;
    for (int kill = 1; kill <= KILLS; kill++) {
      start(next);
      long target = done.get() + 1 + random.nextInt(5_000);
      await().atMost(SOON).pollDelay(Duration.ZERO).until(() -> done.get() >= target);
      child.destroyForcibly().waitFor();
      next = check(kill);
    }
  }

  @Test
  void aFullDiskLosesNothingAndNeedsNobodyAfterwards() throws Exception {
    assumeTrue(
        Files.isExecutable(Path.of("/usr/bin/prlimit")),
        "There is no prlimit (package util-linux) to limit a file's size with.");
    start(1);
    await().atMost(SOON).until(() -> done.get() >= 2000);
    for (int round = 1; round <= 2; round++) {
      // A file that may not grow is a full disk as a program sees it, and needs no root.
      int failed = failures.get();
      limit(Long.toString(size() + 300_000));
      await().atMost(SOON).until(() -> failures.get() >= failed + 2);
      long before = done.get();
      limit("unlimited");
      await().atMost(SOON).until(() -> done.get() >= before + 1000);
    }
    child.destroyForcibly().waitFor();
    check(1);
  }

  @Test
  void aSecondProcessOnOneFolderIsRefusedWithASentence() throws Exception {
    start(1);
    await().atMost(SOON).until(() -> done.get() >= 1);
    GodwitException refusal = catchThrowableOfType(GodwitException.class, this::open);
    assertThat(refusal.code()).isEqualTo(ErrorCode.HISTORY_UNUSABLE);
    assertThat(refusal).hasMessageContaining("Another manager uses this folder");
    long before = done.get();
    await().atMost(SOON).until(() -> done.get() > before);
  }

  @Test
  void aFileThatIsNoDatabaseIsRefusedAndLeftAsItIs() throws Exception {
    Path file =
        Files.write(
            folder.resolve("history.mv.db"),
            new Random(1)
                .ints(50_000)
                .collect(java.io.ByteArrayOutputStream::new, (out, i) -> out.write(i), (a, b) -> {})
                .toByteArray());
    byte[] before = Files.readAllBytes(file);
    GodwitException refusal = catchThrowableOfType(GodwitException.class, this::open);
    assertThat(refusal.code()).isEqualTo(ErrorCode.HISTORY_UNUSABLE);
    assertThat(Files.readAllBytes(file)).isEqualTo(before);
  }

  private HistoryStore open() {
    return HistoryStore.open(new HistoryConfig(new Embedded(folder), Retention.DEFAULT));
  }

  /** Everything that was done is there, once, and nothing has a gap. Returns where to go on. */
  private long check(int kill) {
    try (HistoryStore store = open()) {
      List<Long> found = Samples.sequences(store);
      assertThat(new HashSet<>(found)).as("kill %d: none twice", kill).hasSameSizeAs(found);
      assertThat(found)
          .as("kill %d: no gap", kill)
          .isEqualTo(LongStream.rangeClosed(1, found.size()).boxed().toList());
      assertThat((long) found.size())
          .as("kill %d: nothing lost", kill)
          .isGreaterThanOrEqualTo(done.get());
      assertThat(store.highestSequence()).isEqualTo(found.size());
      return found.size() + 1L;
    }
  }

  private void start(long first) throws IOException {
    child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:-UsePerfData",
                "-cp",
                System.getProperty("java.class.path"),
                FilingProcess.class.getName(),
                folder.toString(),
                Long.toString(first))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    BufferedReader lines = child.inputReader();
    Thread.ofVirtual()
        .start(() ->
            lines
                .lines()
                .forEach(line -> {
                  if (line.startsWith("done ")) {
                    done.set(Long.parseLong(line.substring(5)));
                  } else {
                    failures.incrementAndGet();
                  }
                }));
  }

  private void limit(String bytes) throws Exception {
    Process prlimit =
        new ProcessBuilder("prlimit", "--pid", Long.toString(child.pid()), "--fsize=" + bytes + ":")
            .inheritIO()
            .start();
    assertThat(prlimit.waitFor()).isZero();
  }

  private long size() throws IOException {
    return Files.size(folder.resolve("history.mv.db"));
  }
}
