package io.godwit.manager.power;

import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;

/** How it is told that a driver did not do what it should. */
final class PowerFailure {
  private PowerFailure() {}

  /**
   * The failure of one call.
   *
   * @param what was tried, as a part of a sentence
   * @param why as a part of a sentence
   */
  static GodwitException of(String what, String why) {
    return new GodwitException(
        ErrorCode.POWER_SWITCH_FAILED,
        "Could not " + what + ": " + why + ".",
        "Try it by hand from the manager's machine, correct the host's part of the power file, and"
            + " try again.");
  }
}
