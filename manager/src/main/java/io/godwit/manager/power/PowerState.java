package io.godwit.manager.power;

/** Whether a host has power, as its driver sees it. */
public enum PowerState {
  ON,
  OFF,
  /** The driver cannot tell. */
  UNKNOWN
}
