package io.godwit.agent.vm;

/** What a transition asks the world to do. */
public enum VmEffect {
  LAUNCH_FOR_BOOT,
  LAUNCH_FOR_ARRIVAL,
  POWER_DOWN_GUEST,
  KILL_PROCESS,
  STOP_GUEST,
  CONTINUE_GUEST,
  RECONNECT,
  CLEAN_UP
}
