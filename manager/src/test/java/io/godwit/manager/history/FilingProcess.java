package io.godwit.manager.history;

import io.godwit.manager.history.HistoryConfig.Embedded;
import io.godwit.manager.history.HistoryConfig.Retention;
import io.godwit.manager.history.feed.FakeSource;
import io.godwit.manager.history.feed.HistoryWriter;
import java.nio.file.Path;
import java.util.Random;

/**
 * A process that fills a history until it is killed. Started by tests; prints {@code done N} once
 * everything up to N may be forgotten, and {@code failed} for each batch that failed.
 */
final class FilingProcess {
  private FilingProcess() {}

  /**
   * @param arguments the folder, and where the sequences start
   */
  public static void main(String[] arguments) throws InterruptedException {
    long first = Long.parseLong(arguments[1]);
    HistoryConfig config =
        new HistoryConfig(new Embedded(Path.of(arguments[0])), Retention.DEFAULT);
    HistoryStore store = HistoryStore.open(config);
    FakeSource source = new FakeSource(sequence -> System.out.println("done " + sequence));
    HistoryWriter writer =
        HistoryWriter.start(
            source,
            batch -> {
              try {
                store.append(batch);
              } catch (RuntimeException failed) {
                System.out.println("failed " + failed.getMessage());
                throw failed;
              }
            },
            new Random(1));
    for (long next = first; !Thread.interrupted(); next += 100) {
      source.add(Samples.events(next, next + 99));
      source.awaitRoom(2000, () -> false);
    }
    writer.close();
  }
}
