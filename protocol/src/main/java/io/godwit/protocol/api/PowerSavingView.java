package io.godwit.protocol.api;

/**
 * Whether hosts of a cluster that are not needed are switched off.
 *
 * @param mode OFF, MANUAL (it is shown what would be switched) or AUTOMATIC
 * @param low percent; only hosts with less in use over 40 minutes are emptied
 * @param high percent; so much of a host may be in use over 40 minutes
 * @param keptOn hosts that stay on at least
 * @param spareHosts hosts whose failure the others that are on have to bear
 */
public record PowerSavingView(String mode, int low, int high, int keptOn, int spareHosts) {}
