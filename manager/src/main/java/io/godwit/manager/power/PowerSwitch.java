package io.godwit.manager.power;

import io.godwit.model.error.GodwitException;

/** Switches one host. Safe for all threads; every call blocks, and has a deadline. */
public interface PowerSwitch {
  /** How it is done, for people: {@code ipmi at 10.0.9.11}. No secrets. */
  String description();

  /** Why it cannot switch the host off, as a part of a sentence; empty if it can. */
  default String offRefusal() {
    return "";
  }

  /**
   * Whether the host has power.
   *
   * @throws GodwitException POWER_SWITCH_FAILED
   */
  PowerState state() throws InterruptedException;

  /**
   * Has the host come on. It is not on yet when this returns.
   *
   * @throws GodwitException POWER_SWITCH_FAILED
   */
  void on() throws InterruptedException;

  /**
   * Has the host shut down in good order. It is not off yet when this returns.
   *
   * @throws GodwitException POWER_SWITCH_FAILED, POWER_OFF_UNSUPPORTED
   */
  void off() throws InterruptedException;
}
