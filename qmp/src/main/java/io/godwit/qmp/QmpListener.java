package io.godwit.qmp;

import io.godwit.model.error.Problem;
import org.jspecify.annotations.Nullable;

/**
 * Hears what a session hears. Called on the session's reader thread, in QEMU's order; it must not
 * block and cannot execute commands itself (they could never be answered): hand the event over.
 */
public interface QmpListener {
  void event(QmpEvent event);

  /**
   * The session is over; the last call, made exactly once for each session that {@code connect}
   * returned.
   *
   * @param why null if the session was closed by us
   */
  void ended(@Nullable Problem why);
}
