package io.godwit.protocol.api;

import org.jspecify.annotations.Nullable;

/**
 * Asks for a host to take VMs again.
 *
 * @param bringBack the VMs that left for it come home where that makes things better; false if null
 */
public record MaintenanceEnd(@Nullable Boolean bringBack) {}
