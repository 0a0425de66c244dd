package io.godwit.manager.enrolment;

import io.godwit.model.host.HostId;
import java.time.Instant;

/**
 * A token that was handed out and not used.
 *
 * @param address where people say the host is
 * @param digest SHA-256, hexadecimal; the token itself is kept nowhere
 */
public record WaitingToken(HostId host, String address, String digest, Instant expiresAt) {}
