package io.godwit.protocol.api;

/**
 * Approves a plan.
 *
 * @param number of the plan that was looked at
 */
public record PlanApply(long number) {}
