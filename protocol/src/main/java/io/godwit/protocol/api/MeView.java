package io.godwit.protocol.api;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who a call comes from.
 *
 * @param means {@code PASSWORD}, {@code LOGIN_TOKEN} or {@code API_TOKEN}
 * @param role what the token leaves of the user's rights; {@code ADMIN} is all of them
 * @param object where it leaves them; {@code /} is everywhere
 * @param expiresAt when the token expires; null if the call came with a password
 * @param passwordExpired whether a password has to be chosen first
 */
public record MeView(
    String user,
    String displayName,
    List<String> groups,
    String means,
    String role,
    String object,
    @Nullable Instant expiresAt,
    boolean passwordExpired) {}
