package io.godwit.qmp;

import java.util.Locale;

/** QEMU's own state of a migration, outgoing or incoming. */
public enum MigrationStatus {
  NONE,
  SETUP,
  CANCELLING,
  CANCELLED,
  ACTIVE,
  POSTCOPY_ACTIVE,
  POSTCOPY_PAUSED,
  POSTCOPY_RECOVER_SETUP,
  POSTCOPY_RECOVER,
  COMPLETED,
  FAILED,
  COLO,
  PRE_SWITCHOVER,
  DEVICE,
  WAIT_UNPLUG,
  /** A state this build does not know; never sent. */
  UNKNOWN;

  static MigrationStatus fromQmp(String name) {
    for (MigrationStatus status : values()) {
      if (status != UNKNOWN && status.qmpName().equals(name)) {
        return status;
      }
    }
    return UNKNOWN;
  }

  String qmpName() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
