package io.godwit.cli;

import io.godwit.model.catalog.Automation;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Who decides that a VM moves, and when it must not. */
final class MobilityEdit {
  private static final String CLUSTER = "cluster";

  @Option(
      names = "--automation",
      paramLabel = "LEVEL",
      description =
          "Who moves it: manual (people), partial (people, but its first place is chosen), automatic"
              + " (the balancer, where the cluster allows it), never (nobody), or cluster (as it is"
              + " balanced).")
  private @Nullable String automation;

  @Option(
      names = "--quiet",
      paramLabel = "TIME",
      description =
          "When it must not move, as 'mon-fri 08:00-18:00 Europe/Berlin' or"
              + " 2026-12-24T18:00:00Z/2026-12-27T06:00:00Z; may be given several times; '' for"
              + " never mind.")
  private @Nullable List<String> quiet;

  @Nullable String automation(@Nullable String is) {
    if (automation == null) {
      return is;
    }
    return automation.equalsIgnoreCase(CLUSTER) ? null : automation.toUpperCase(Locale.ROOT);
  }

  @Nullable List<String> quiet(@Nullable List<String> is) {
    return quiet == null ? is : quiet.stream().filter(each -> !each.isBlank()).toList();
  }

  static String shown(@Nullable String automation) {
    if (automation == null) {
      return "its cluster's mode";
    }
    return switch (Automation.valueOf(automation)) {
      case MANUAL, PARTIAL -> "people (" + automation.toLowerCase(Locale.ROOT) + ")";
      case AUTOMATIC -> "the balancer";
      case NEVER -> "nobody";
    };
  }
}
