package io.godwit.protocol.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * A wish to move a disk of a VM to another datastore of its host.
 *
 * @param disk its place among the VM's disks, 0 is the first
 * @param toDatastore where it goes
 * @param format {@code QCOW2} or {@code RAW}; as it is if not given
 * @param bandwidthBytesPerSecond most bytes per second, 1 or more; no limit if not given
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record VmDiskMove(
    @Nullable Integer disk,
    @Nullable String toDatastore,
    @Nullable String format,
    @Nullable Long bandwidthBytesPerSecond) {}
