package io.godwit.protocol.api;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A right that was given, to a user or to a group. */
public record GrantView(
    String id,
    @Nullable String user,
    @Nullable String group,
    String role,
    String object,
    Instant createdAt) {}
