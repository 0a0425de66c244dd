package io.godwit.protocol.api;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A token, without its secret.
 *
 * @param kind {@code LOGIN} or {@code API}
 * @param lastUsedAt as far as the manager remembers
 */
public record TokenView(
    String id,
    String user,
    String kind,
    String description,
    String role,
    String object,
    Instant createdAt,
    Instant expiresAt,
    @Nullable Instant lastUsedAt) {}
