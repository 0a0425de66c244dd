package io.godwit.planner.cluster;

/** Whether VMs may come to a host, and whether they may stay. */
public enum Condition {
  /** VMs come and stay. */
  OPEN,
  /** VMs stay; none comes. */
  CLOSED,
  /** It is to be emptied: VMs leave, none comes. */
  LEAVING,
  /** Powered off: it has no VMs, and none comes before it is on. */
  STANDBY,
  /**
   * Nothing is heard of its load: it is not idle. VMs stay; none comes, none leaves for balance.
   */
  UNKNOWN;

  /** Whether a VM may be moved or placed there. */
  public boolean admits() {
    return this == OPEN;
  }

  /** Whether VMs have to leave. */
  public boolean empties() {
    return this == LEAVING;
  }
}
