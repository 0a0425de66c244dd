package io.godwit.protocol.api;

import java.time.Instant;

/**
 * Something that was decided about a migration.
 *
 * @param text what and why, one sentence
 */
public record DecisionView(Instant at, String text) {}
