package io.godwit.qmp;

import java.io.IOException;

/** What came from the socket is not QMP, or more of it than a session takes. Ends the session. */
final class UnreadableInput extends IOException {
  private static final long serialVersionUID = 1L;

  UnreadableInput(String what) {
    super(what);
  }
}
