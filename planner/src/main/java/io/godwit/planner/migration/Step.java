package io.godwit.planner.migration;

import java.time.Duration;

/** What to do after a round. Each says why, with its numbers. */
public sealed interface Step {
  String because();

  /** Nothing: the rounds do what they should, or nothing within limits would help. */
  record GoOn(String because) implements Step {}

  /**
   * Hold the guest back.
   *
   * @param percent of its processors' time, within the limits
   */
  record Throttle(int percent, String because) implements Step {}

  /** Let the guest go ahead of its memory. */
  record SwitchToPostcopy(String because) implements Step {}

  /**
   * What remains fits into the pause that was asked for, though not into what QEMU was told so far.
   *
   * @param pause what QEMU may plan for from now on, within the limits
   */
  record ForceSwitchover(Duration pause, String because) implements Step {}

  /** It cannot be done within limits any more. The guest stays where it is. */
  record GiveUp(String because) implements Step {}
}
