package io.godwit.testbed.faults;

import java.util.Locale;

/** When a fault strikes. */
public enum Phase {
  /** It is there when the migration is asked for. */
  CHECK,
  /** The destination is being prepared. */
  PREPARE,
  /** Memory is being copied. */
  PRECOPY,
  /** The guest has left the source, and nobody has seen it arrive: its new agent stands still. */
  SWITCHOVER,
  /** The guest runs on the destination. */
  HANDOVER;

  String title() {
    return name().toLowerCase(Locale.ROOT);
  }
}
