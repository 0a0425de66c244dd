package io.godwit.protocol.api;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A user.
 *
 * @param state {@code ACTIVE} or {@code DISABLED}
 * @param hasPassword whether they can log in with one
 * @param passwordExpired whether they have to choose one first
 */
public record UserView(
    String name,
    String displayName,
    String state,
    boolean hasPassword,
    boolean passwordExpired,
    @Nullable OidcAccountView account,
    List<String> groups,
    Instant createdAt) {}
