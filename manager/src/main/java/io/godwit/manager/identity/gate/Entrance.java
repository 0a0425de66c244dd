package io.godwit.manager.identity.gate;

import io.godwit.manager.identity.Principal;
import io.godwit.manager.identity.Sight;
import io.godwit.model.error.GodwitException;
import io.godwit.model.identity.Privilege;

/** The one place that every call passes. */
public interface Entrance {
  /**
   * Finds out who calls.
   *
   * @throws GodwitException UNAUTHENTICATED or LOGIN_THROTTLED
   */
  Principal identify(Caller caller);

  /**
   * Returns if {@code who} may do what needs {@code need}.
   *
   * @throws GodwitException FORBIDDEN, PASSWORD_EXPIRED, or UNAUTHENTICATED if the proof has
   *     expired since
   */
  void require(Principal who, Need need);

  /** Which objects {@code who} has {@code privilege} on, as of now. */
  Sight visible(Principal who, Privilege privilege);
}
