package io.godwit.manager.history;

import io.godwit.manager.history.HistoryConfig.Embedded;
import io.godwit.manager.history.HistoryConfig.Place;
import io.godwit.manager.history.HistoryConfig.Retention;
import io.godwit.manager.history.Rollup.Resolution;
import io.godwit.model.event.Event;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Measures both databases: how many events a second they take, and how long pages take when there
 * are a million. Run by hand: {@code HistoryBench [EVENTS]}; prints a table.
 */
final class HistoryBench {
  private static final int BATCH = 500;
  private static final int REPEATS = 30;

  private HistoryBench() {}

  public static void main(String[] arguments) throws Exception {
    int events = arguments.length == 0 ? 1_000_000 : Integer.parseInt(arguments[0]);
    Path folder = Files.createTempDirectory("godwit-history-bench");
    run("H2", new Embedded(folder), events);
    System.out.printf("H2 file: %d MiB%n", Files.size(folder.resolve("history.mv.db")) / (1 << 20));
    if (PrivatePostgres.missing() == null) {
      // Not the tests' shared one, which does not wait for the disk.
      try (PrivatePostgres postgres = PrivatePostgres.create(List.of())) {
        run("PostgreSQL", postgres.database(), events);
      }
    }
  }

  private static void run(String name, Place place, int events) {
    try (HistoryStore store = HistoryStore.open(new HistoryConfig(place, Retention.DEFAULT))) {
      Random random = new Random(1);
      double[] batches = new double[(events + BATCH - 1) / BATCH];
      long start = System.nanoTime();
      for (int b = 0; b < batches.length; b++) {
        List<Filed> batch = new ArrayList<>();
        for (int i = 0; i < BATCH; i++) {
          batch.add(Samples.filed(event(random, 1L + (long) b * BATCH + i)));
        }
        long begun = System.nanoTime();
        store.append(batch);
        batches[b] = (System.nanoTime() - begun) / 1e6;
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      Arrays.sort(batches);
      System.out.printf(
          "%s: %d events in %.1f s: %.0f events/s; a batch of %d: p50 %.1f ms, p99 %.1f ms, max"
              + " %.0f ms%n",
          name,
          events,
          seconds,
          events / seconds,
          BATCH,
          batches[batches.length / 2],
          batches[batches.length * 99 / 100],
          batches[batches.length - 1]);
      questions(store, events).forEach((what, question) -> measure(name, what, question));
      List<Rollup> spans = new ArrayList<>();
      for (int i = 0; i < 20_000; i++) {
        spans.add(new Rollup("series/" + i, Resolution.FIVE_MINUTES, Samples.NOON, 1, 2, 1.5, 30));
      }
      start = System.nanoTime();
      for (int i = 0; i < spans.size(); i += RollupSink.BATCH) {
        store.addRollups(spans.subList(i, i + RollupSink.BATCH));
      }
      System.out.printf(
          "%s: %.0f roll-ups/s%n", name, spans.size() / ((System.nanoTime() - start) / 1e9));
    }
  }

  private static Map<String, Runnable> questions(HistoryStore store, int events) {
    Instant middle = Samples.NOON.plusSeconds(events / 2);
    Map<String, Runnable> questions = new LinkedHashMap<>();
    questions.put("newest 50", ask(store, EventFilter.ALL, 50));
    questions.put("newest 1000", ask(store, EventFilter.ALL, 1000));
    questions.put("an actor", ask(store, filter("user-7", null, null, null, null, null), 50));
    questions.put("a subject", ask(store, filter(null, null, "vm", "vm-77", null, null), 50));
    questions.put("a kind", ask(store, filter(null, null, "vm", null, null, null), 50));
    questions.put("a rare kind", ask(store, filter(null, null, "token", null, null, null), 50));
    questions.put("an action", ask(store, filter(null, "vm.", null, null, null, null), 50));
    questions.put("a rare action", ask(store, filter(null, "token.", null, null, null, null), 50));
    questions.put(
        "before the middle", ask(store, filter(null, null, null, null, middle, null), 50));
    questions.put(
        "actor before the middle",
        ask(store, filter("user-7", null, null, null, middle, null), 50));
    questions.put("a common text", ask(store, filter(null, null, null, null, null, "vm-7"), 50));
    questions.put("no such text", ask(store, filter(null, null, null, null, null, "zzz"), 50));
    return questions;
  }

  private static Runnable ask(HistoryStore store, EventFilter filter, int limit) {
    return () -> store.events(filter, Paging.newest(limit));
  }

  private static EventFilter filter(
      String actor, String action, String kind, String subject, Instant until, String text) {
    return new EventFilter(actor, action, kind, subject, null, null, until, null, text);
  }

  private static void measure(String name, String what, Runnable question) {
    double[] times = new double[REPEATS];
    try {
      for (int i = 0; i < REPEATS; i++) {
        long start = System.nanoTime();
        question.run();
        times[i] = (System.nanoTime() - start) / 1e6;
      }
    } catch (RuntimeException failed) {
      System.out.printf("%s: %s: %s%n", name, what, failed.getMessage());
      return;
    }
    double first = times[0];
    Arrays.sort(times);
    System.out.printf(
        "%s: %s: first %.1f ms, p50 %.1f ms, max %.1f ms%n",
        name, what, first, times[REPEATS / 2], times[REPEATS - 1]);
  }

  /** One event in a hundred thousand is about a token. */
  private static Event event(Random random, long sequence) {
    boolean rare = random.nextInt(100_000) == 0;
    return Samples.event(
        sequence,
        Samples.NOON.plusSeconds(sequence),
        "user-" + random.nextInt(100),
        rare ? "token.revoke" : random.nextBoolean() ? "vm.start" : "migration.complete",
        rare ? "token" : random.nextInt(10) == 0 ? "host" : "vm",
        "vm-" + random.nextInt(5000));
  }
}
