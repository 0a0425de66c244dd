package io.godwit.model.telemetry;

import org.jspecify.annotations.Nullable;

/**
 * How long work stood still for want of one resource.
 *
 * @param some at least one task waited for it
 * @param full every task that could have run waited for it; absent for processors before Linux 5.13
 * @see <a href="https://docs.kernel.org/accounting/psi.html">PSI, in the kernel's documentation</a>
 */
public record Pressure(Stall some, @Nullable Stall full) {}
