package io.godwit.qmp;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The answer to query-migrate, on a source or on a destination. What QEMU does not say in the
 * present state is null.
 *
 * @param totalTime since the command
 * @param downtime how long the guest stood still, once the migration is done
 * @param expectedDowntime what it would be if the source stopped now
 * @param setupTime spent before the first page
 * @param cpuThrottlePercent what auto-converge takes from the guest now
 * @param errorDescription why it failed
 * @param blockedReasons why it cannot start; empty if it can
 */
public record MigrationInfo(
    MigrationStatus status,
    @Nullable Duration totalTime,
    @Nullable Duration downtime,
    @Nullable Duration expectedDowntime,
    @Nullable Duration setupTime,
    @Nullable RamStats ram,
    @Nullable Integer cpuThrottlePercent,
    @Nullable String errorDescription,
    List<String> blockedReasons) {
  public MigrationInfo {
    blockedReasons = List.copyOf(blockedReasons);
  }

  static MigrationInfo fromQmp(Fields info) {
    String status = info.textOrNull("status");
    Fields ram = info.objectOrNull("ram");
    Long throttle = info.numberOrNull("cpu-throttle-percentage");
    return new MigrationInfo(
        status == null ? MigrationStatus.NONE : MigrationStatus.fromQmp(status),
        info.millisOrNull("total-time"),
        info.millisOrNull("downtime"),
        info.millisOrNull("expected-downtime"),
        info.millisOrNull("setup-time"),
        ram == null ? null : RamStats.fromQmp(ram),
        throttle == null ? null : (Integer) Math.clamp(throttle, 0, 100),
        info.textOrNull("error-desc"),
        info.texts("blocked-reasons"));
  }
}
