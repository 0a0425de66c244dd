package io.godwit.cli;

import io.godwit.model.catalog.PowerSaving;
import io.godwit.protocol.api.PowerSavingView;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whether hosts of a cluster that are not needed are switched off. */
final class PowerOptions {
  @Option(
      names = "--power",
      paramLabel = "MODE",
      description =
          "off, manual (it is shown which hosts would be switched) or automatic (hosts are emptied"
              + " and switched off, and on again).")
  private PowerSaving.@Nullable Mode mode;

  @Option(
      names = "--power-low",
      paramLabel = "PERCENT",
      description = "Only hosts with less in use over 40 minutes are emptied.")
  private @Nullable Integer low;

  @Option(
      names = "--power-high",
      paramLabel = "PERCENT",
      description = "So much of a host may be in use over 40 minutes.")
  private @Nullable Integer high;

  @Option(
      names = "--power-kept-on",
      paramLabel = "HOSTS",
      description = "How many hosts stay on at least.")
  private @Nullable Integer keptOn;

  @Option(
      names = "--power-spare-hosts",
      paramLabel = "HOSTS",
      description = "The failure of how many hosts the others that are on have to bear.")
  private @Nullable Integer spareHosts;

  /** What is to be kept; null if nothing is said. */
  @Nullable PowerSavingView over(@Nullable PowerSavingView is) {
    if (Stream.of(mode, low, high, keptOn, spareHosts).allMatch(each -> each == null)) {
      return is;
    }
    PowerSaving plain = PowerSaving.DEFAULT;
    PowerSavingView before =
        is == null
            ? new PowerSavingView(
                plain.mode().name(), plain.low(), plain.high(), plain.keptOn(), plain.spareHosts())
            : is;
    return new PowerSavingView(
        mode == null ? before.mode() : mode.name(),
        Edited.or(low, before.low()),
        Edited.or(high, before.high()),
        Edited.or(keptOn, before.keptOn()),
        Edited.or(spareHosts, before.spareHosts()));
  }

  static String shown(PowerSavingView is) {
    return is.mode().toLowerCase(Locale.ROOT)
        + ", use between "
        + is.low()
        + " and "
        + is.high()
        + " %, at least "
        + is.keptOn()
        + " on, "
        + is.spareHosts()
        + " in reserve";
  }
}
