package io.godwit.protocol.api;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a host's power is.
 *
 * @param stage ON, EMPTYING, GOING_OFF, STANDBY, COMING_ON or FAILED_TO_RETURN
 * @param since when it came to this stage; null if it was never switched
 * @param by who wanted it; null if it was never switched
 * @param because why, in a sentence; null if it was never switched
 * @param driver how it is switched, without secrets; null if that is not known
 * @param power ON, OFF or UNKNOWN, as its driver sees it; null if it did not answer or there is
 *     none
 * @param problem why the driver did not answer
 * @param bootsMs how long it took to come on, the newest last
 */
public record HostPowerView(
    String host,
    String stage,
    @Nullable Instant since,
    @Nullable String by,
    @Nullable String because,
    @Nullable String driver,
    @Nullable String power,
    @Nullable ProblemView problem,
    List<Long> bootsMs) {
  public HostPowerView {
    bootsMs = List.copyOf(bootsMs);
  }
}
