package io.godwit.cli;

import io.godwit.cli.text.Words;
import io.godwit.model.unit.DataRate;
import io.godwit.protocol.api.LimitsView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Limits of migrations as a VM or a cluster keeps them. */
final class LimitEdit {
  @Mixin
  @SuppressWarnings("NullAway.Init")
  private LimitOptions options;

  @Option(
      names = "--forget-limits",
      description = "Forgets the limits of migrations first; what is given comes in their place.")
  private boolean forget;

  /** What is to be kept; null if nothing is. */
  @Nullable LimitsView over(@Nullable LimitsView is) {
    return options.over(forget ? null : is);
  }

  /** What is kept, as people read it; empty if nothing is. */
  static String shown(@Nullable LimitsView is) {
    if (is == null) {
      return "";
    }
    List<String> said = new ArrayList<>();
    if (is.downtimeLimitMs() != null) {
      said.add("pause " + is.downtimeLimitMs() + " ms");
    }
    if (is.bandwidthBytesPerSecond() != null) {
      said.add("at most " + new DataRate(is.bandwidthBytesPerSecond()));
    }
    if (is.deadlineMs() != null) {
      said.add("within " + Words.elapsed(Duration.ofMillis(is.deadlineMs())));
    }
    if (is.maxSlowdownPercent() != null) {
      said.add("held back by at most " + is.maxSlowdownPercent() + " %");
    }
    if (is.allowPostcopy() != null) {
      said.add(is.allowPostcopy() ? "post-copy allowed" : "no post-copy");
    }
    if (is.encryption() != null) {
      said.add("encryption " + is.encryption());
    }
    return String.join(", ", said);
  }
}
