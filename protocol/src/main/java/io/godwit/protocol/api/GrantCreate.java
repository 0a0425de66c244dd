package io.godwit.protocol.api;

import org.jspecify.annotations.Nullable;

/**
 * A right to be given, to a user or to a group.
 *
 * @param object on this object and all below, as {@code /vms/web}
 */
public record GrantCreate(
    @Nullable String user, @Nullable String group, String role, String object) {}
