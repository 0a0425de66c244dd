package io.godwit.cli;

import io.godwit.model.catalog.Balancing;
import io.godwit.protocol.api.BalancingView;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whether and how eagerly a cluster is balanced. */
final class BalancingOptions {
  @Option(
      names = "--balancing",
      paramLabel = "MODE",
      description =
          "off, manual (moves are proposed), partial (as manual, but places of new VMs are chosen)"
              + " or automatic.")
  private Balancing.@Nullable Mode mode;

  @Option(
      names = "--threshold",
      paramLabel = "1-5",
      description = "1 moves only what rules demand, 5 for any gain.")
  private @Nullable Integer threshold;

  /** What is to be kept; null if nothing is said. */
  @Nullable BalancingView over(@Nullable BalancingView is) {
    if (mode == null && threshold == null) {
      return is;
    }
    BalancingView before =
        is == null
            ? new BalancingView(Balancing.DEFAULT.mode().name(), Balancing.DEFAULT.threshold())
            : is;
    return new BalancingView(
        mode == null ? before.mode() : mode.name(),
        threshold == null ? before.threshold() : threshold);
  }

  static String shown(BalancingView is) {
    return is.mode().toLowerCase(Locale.ROOT) + ", threshold " + is.threshold();
  }
}
