package io.godwit.protocol.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Asks what would be done; at least one of these is given, and of the first three at most one.
 *
 * @param fail a host that fails
 * @param maintenance a host that is emptied
 * @param addHosts how many hosts are added, each like one that is there
 * @param at with the load that was recorded around then; with that of now if not given
 * @param rule that is kept besides those that are there, or in place of the one of its name
 */
public record WhatIf(
    @Nullable String fail,
    @Nullable String maintenance,
    @Nullable Integer addHosts,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Instant at,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable RuleEdit rule) {}
