package io.godwit.model.telemetry;

import org.jspecify.annotations.Nullable;

/**
 * Pressure stall information of the whole host. A resource is absent where the kernel does not
 * count it: before Linux 4.20, built without it, or booted with {@code psi=0}.
 */
public record Pressures(@Nullable Pressure cpu, @Nullable Pressure memory, @Nullable Pressure io) {
  /** A kernel that does not count. */
  public static final Pressures ABSENT = new Pressures(null, null, null);
}
