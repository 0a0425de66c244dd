package io.godwit.protocol.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A user as they are to be.
 *
 * @param displayName stays if not given
 * @param state {@code ACTIVE} or {@code DISABLED}; stays if not given
 * @param account taken away if not given
 * @param groups stay if not given; the identity provider tells them anew at each login there
 */
public record UserEdit(
    @Nullable String displayName,
    @Nullable String state,
    @Nullable OidcAccountView account,
    @Nullable List<String> groups) {}
