package io.godwit.model.migration;

/** The steps of a migration, in order. {@link #SWITCHOVER} holds the point of no return. */
public enum MigrationPhase {
  /** Both ends are asked whether it can be done; nothing changes. */
  CHECK,
  /** Capacity is taken on the destination and the handover is recorded. */
  RESERVE,
  /** The destination has its taps and a paused QEMU that listens. */
  PREPARE,
  /**
   * Disks that the two hosts do not share are copied while the guest runs; often there are none.
   */
  MIRROR,
  /** Memory is copied in rounds while the guest runs. */
  PRECOPY,
  /** The guest is stopped, the rest is sent, and the destination runs it. */
  SWITCHOVER,
  /** The guest runs on the destination and fetches what is missing of its memory; forward only. */
  POSTCOPY,
  /** The destination is recorded as owner and the source lets go. */
  HANDOVER
}
