package io.godwit.cli;

import io.godwit.model.unit.DataRate;
import io.godwit.protocol.api.LimitsView;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What may be said of a migration's limits, with a call, of a VM and of a cluster. */
final class LimitOptions {
  @Option(
      names = {"--max-downtime", "--downtime-limit"},
      paramLabel = "TIME",
      description = "The pause to plan for, as 300ms, which is meant if nobody says.")
  private @Nullable Duration downtime;

  @Option(
      names = {"--max-bandwidth", "--bandwidth"},
      paramLabel = "RATE",
      description = "Most to send, as 100MiB/s or 800Mbit/s; no limit if nobody says.")
  private @Nullable DataRate bandwidth;

  @Option(
      names = "--deadline",
      paramLabel = "TIME",
      description = "How long the copy may take, as 10min; 1h if nobody says.")
  private @Nullable Duration deadline;

  @Option(
      names = "--max-slowdown",
      paramLabel = "PERCENT",
      description =
          "How much of its processors' time the guest may lose so that the copy catches up, 0 to"
              + " 99; none if nobody says.")
  private @Nullable Integer slowdown;

  @Option(
      names = "--allow-postcopy",
      negatable = true,
      description =
          "If nothing else will do, let the guest go ahead of its memory. It needs both hosts"
              + " until the rest has come. Not if nobody says.")
  private @Nullable Boolean postcopy;

  @Option(
      names = "--encryption",
      paramLabel = "POLICY",
      description =
          "Of the memory on its way: required, preferred or off; preferred if nobody says.")
  private @Nullable String encryption;

  /** What was said. */
  LimitsView said() {
    return new LimitsView(
        downtime == null ? null : downtime.toMillis(),
        bandwidth == null ? null : bandwidth.bytesPerSecond(),
        deadline == null ? null : deadline.toMillis(),
        slowdown,
        postcopy,
        encryption);
  }

  /** What was said, and what is where nothing was said; null if there is nothing. */
  @Nullable LimitsView over(@Nullable LimitsView is) {
    LimitsView earlier = is == null ? LimitsView.NONE : is;
    LimitsView said = said();
    LimitsView both =
        new LimitsView(
            or(said.downtimeLimitMs(), earlier.downtimeLimitMs()),
            or(said.bandwidthBytesPerSecond(), earlier.bandwidthBytesPerSecond()),
            or(said.deadlineMs(), earlier.deadlineMs()),
            or(said.maxSlowdownPercent(), earlier.maxSlowdownPercent()),
            or(said.allowPostcopy(), earlier.allowPostcopy()),
            or(said.encryption(), earlier.encryption()));
    return both.equals(LimitsView.NONE) ? null : both;
  }

  private static <T> @Nullable T or(@Nullable T said, @Nullable T is) {
    return said == null ? is : said;
  }
}
