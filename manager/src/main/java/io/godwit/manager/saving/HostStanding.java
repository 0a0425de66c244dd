package io.godwit.manager.saving;

import io.godwit.manager.power.PowerState;
import io.godwit.manager.standby.HostPower;
import io.godwit.model.error.Problem;
import org.jspecify.annotations.Nullable;

/**
 * How a host's power is.
 *
 * @param power what is wanted, and how far it has come
 * @param driver how it is switched; null if that is not known
 * @param state what its driver sees; null if it was not asked or did not answer
 * @param problem why not; null if it did, or there is none
 */
public record HostStanding(
    HostPower power,
    @Nullable String driver,
    @Nullable PowerState state,
    @Nullable Problem problem) {}
