package io.godwit.testbed.simulation;

import io.godwit.testbed.simulation.center.Flaws;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./dev sim}: plays seeds, and replays the first that fails. */
@Command(
    name = "sim",
    mixinStandardHelpOptions = true,
    description = "Plays histories of a data center under virtual time, one for each seed.")
public final class Main implements Callable<Integer> {
  private static final Duration PROGRESS = Duration.ofSeconds(10);
  private static final int VIOLATED = 1;

  @Option(names = "--seeds", defaultValue = "1000", description = "How many (${DEFAULT-VALUE}).")
  private long seeds;

  @Option(names = "--from", defaultValue = "1", description = "The first (${DEFAULT-VALUE}).")
  private long from;

  @Option(
      names = "--events",
      defaultValue = "40",
      description = "Newest events of a seed that is told (${DEFAULT-VALUE}).")
  private int events;

  @Option(names = "--tell", description = "Tell the first seed even if it does not fail.")
  private boolean tell;

  private Main() {}

  public static void main(String[] args) {
    // Read by the JDK when the first virtual thread starts: fibers of killed processes never end,
    // and are to be collected all the same.
    System.setProperty("jdk.trackAllThreads", "false");
    System.exit(new CommandLine(new Main()).execute(args));
  }

  @Override
  public Integer call() throws InterruptedException {
    Campaign campaign = new Campaign(from, tell ? 1 : seeds, Flaws.NONE);
    long begun = System.nanoTime();
    Thread reporter = Thread.ofPlatform().daemon().start(() -> report(campaign, begun));
    Campaign.Tally tally = campaign.run();
    reporter.interrupt();
    Duration took = Duration.ofNanos(System.nanoTime() - begun);
    if (tally.failure().isPresent()) {
      explain(tally.failure().get());
      return VIOLATED;
    }
    if (tell) {
      Campaign.replay(from, Flaws.NONE, events).forEach(System.out::println);
    }
    summary(tally, took).forEach(System.out::println);
    return 0;
  }

  private static void report(Campaign campaign, long begun) {
    try {
      while (true) {
        Thread.sleep(PROGRESS);
        Campaign.Tally tally = campaign.tally();
        double seconds = (System.nanoTime() - begun) / 1e9;
        System.err.printf(
            Locale.ROOT,
            "%d seeds, %.1f a second, %d hours of virtual time%n",
            tally.seeds(),
            tally.seeds() / seconds,
            tally.virtual().toHours());
      }
    } catch (InterruptedException over) {
      Thread.currentThread().interrupt();
    }
  }

  private void explain(Campaign.Failure failure) {
    System.out.println("seed " + failure.seed() + ": " + failure.why());
    System.out.println("its newest events, virtual seconds first:");
    Campaign.replay(failure.seed(), Flaws.NONE, events).forEach(System.out::println);
    System.out.printf(
        Locale.ROOT,
        "replay it with: ./dev sim --seeds 1 --from %d --events %d%n",
        failure.seed(),
        1000);
  }

  private List<String> summary(Campaign.Tally tally, Duration took) {
    return List.of(
        String.format(
            Locale.ROOT,
            "%d seeds from %d on, no violation; %.0f s, %.1f seeds a second",
            tally.seeds(),
            from,
            took.toMillis() / 1e3,
            tally.seeds() * 1e3 / Math.max(1, took.toMillis())),
        String.format(
            Locale.ROOT,
            "%d hours of virtual time, %d events, %d terms of leadership, %d steps recorded, %d calls"
                + " answered, %d migrations planned, %d times a host switched off",
            tally.virtual().toHours(),
            tally.events(),
            tally.terms(),
            tally.commits(),
            tally.calls(),
            tally.planned(),
            tally.switchedOff()),
        "faults: " + tally.faults());
  }
}
