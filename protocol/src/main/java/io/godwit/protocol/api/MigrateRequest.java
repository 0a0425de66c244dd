package io.godwit.protocol.api;

import org.jspecify.annotations.Nullable;

/**
 * A wish to move a VM.
 *
 * @param toHost the destination
 * @param downtimeLimitMs the pause QEMU may plan for, 1 to 60,000; 300 if not given
 * @param bandwidthBytesPerSecond most bytes per second; no limit if not given
 * @param deadlineMs how long the copy may take, 1,000 to 86,400,000; one hour if not given
 */
public record MigrateRequest(
    String toHost,
    @Nullable Long downtimeLimitMs,
    @Nullable Long bandwidthBytesPerSecond,
    @Nullable Long deadlineMs) {}
