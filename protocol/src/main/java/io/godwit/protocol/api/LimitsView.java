package io.godwit.protocol.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * Limits of migrations, as a VM or a cluster has them for those that say nothing else. What is not
 * given is left to the next: the VM's cluster, then the limits that every migration has.
 *
 * @param downtimeLimitMs the pause QEMU may plan for, 1 to 60,000
 * @param bandwidthBytesPerSecond most bytes per second, 1 or more
 * @param deadlineMs how long the copy may take, 1,000 to 86,400,000
 * @param maxSlowdownPercent how much of its processors' time the guest may lose, 0 to 99
 * @param allowPostcopy whether the guest may go ahead of its memory if nothing else will do
 * @param encryption {@code required}, {@code preferred} or {@code off}; no call overrules {@code
 *     required}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record LimitsView(
    @Nullable Long downtimeLimitMs,
    @Nullable Long bandwidthBytesPerSecond,
    @Nullable Long deadlineMs,
    @Nullable Integer maxSlowdownPercent,
    @Nullable Boolean allowPostcopy,
    @Nullable String encryption) {
  /** Nothing is said. */
  public static final LimitsView NONE = new LimitsView(null, null, null, null, null, null);
}
