package io.godwit.protocol.api;

import org.jspecify.annotations.Nullable;

/**
 * A token to be made.
 *
 * @param role limits it to what this role allows; {@code ADMIN} if not given, which is everything
 *     the user may do
 * @param object limits it to this object and below; everything if not given
 * @param lifetimeSeconds up to 366 days; 90 days if not given
 */
public record TokenCreate(
    @Nullable String description,
    @Nullable String role,
    @Nullable String object,
    @Nullable Long lifetimeSeconds) {}
