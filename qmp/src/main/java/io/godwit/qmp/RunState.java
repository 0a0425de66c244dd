package io.godwit.qmp;

import java.util.Locale;

/** What QEMU is doing with the guest. */
public enum RunState {
  DEBUG,
  INMIGRATE,
  INTERNAL_ERROR,
  IO_ERROR,
  PAUSED,
  POSTMIGRATE,
  PRELAUNCH,
  FINISH_MIGRATE,
  RESTORE_VM,
  RUNNING,
  SAVE_VM,
  SHUTDOWN,
  SUSPENDED,
  WATCHDOG,
  GUEST_PANICKED,
  COLO,
  /** A state this build does not know. */
  UNKNOWN;

  static RunState fromQmp(String name) {
    for (RunState state : values()) {
      if (state != UNKNOWN && state.qmpName().equals(name)) {
        return state;
      }
    }
    return UNKNOWN;
  }

  String qmpName() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
