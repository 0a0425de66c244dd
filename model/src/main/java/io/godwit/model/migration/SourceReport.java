package io.godwit.model.migration;

import io.godwit.model.unit.DataSize;
import java.time.Duration;
import java.time.Instant;

/**
 * What the source's QEMU says of a finished copy.
 *
 * @param stoppedAt when the guest stopped here, QEMU's time stamp
 * @param downtime QEMU's own figure: from stopping the guest to the last byte sent
 * @param duration from QEMU's start of the copy to its end
 * @param setup the part of it before the first page
 * @param transferred bytes on the wire
 * @param rounds passes over memory, the first full one included
 */
public record SourceReport(
    Instant stoppedAt,
    Duration downtime,
    Duration duration,
    Duration setup,
    DataSize transferred,
    long rounds) {}
