package io.godwit.protocol.api;

import java.time.Instant;

/**
 * A plan that was kept, in one line.
 *
 * @param purpose BALANCE, MAINTENANCE, HOMECOMING or POWER
 * @param moves how many it has
 * @param digest of what it was made from
 * @param summary its first sentence
 */
public record PlanSummary(
    long number, Instant at, String purpose, int moves, String digest, String summary) {}
