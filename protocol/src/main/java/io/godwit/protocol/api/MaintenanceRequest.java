package io.godwit.protocol.api;

import org.jspecify.annotations.Nullable;

/**
 * Asks for a host to be emptied.
 *
 * @param withDisks disks that the hosts do not share are copied with their VMs; false if null
 * @param partly VMs that cannot leave may stay; otherwise nothing is moved then
 * @param check says what would happen, and nothing else
 */
public record MaintenanceRequest(
    @Nullable Boolean withDisks, @Nullable Boolean partly, @Nullable Boolean check) {}
