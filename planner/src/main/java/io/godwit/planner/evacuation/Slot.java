package io.godwit.planner.evacuation;

import java.time.Duration;

/**
 * When a step is expected to run.
 *
 * @param step its number in the plan
 * @param begin after the start of the plan
 * @param end after the start of the plan
 */
public record Slot(int step, Duration begin, Duration end) {}
