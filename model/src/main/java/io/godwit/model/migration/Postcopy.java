package io.godwit.model.migration;

/** Whether the guest may go ahead of its memory. */
public enum Postcopy {
  /** It moves when all of its memory has. */
  OFF,
  /** Both ends are set up so that it can move first, and fetch the rest of its memory. */
  READY
}
