package io.godwit.model.catalog;

/** Who decides that a VM moves. */
public enum Automation {
  /** A person, also of where it starts. */
  MANUAL,
  /** A person; where it starts is chosen for it. */
  PARTIAL,
  /** The planner. */
  AUTOMATIC,
  /** Nobody: it stays, and a host that has it cannot be emptied. */
  NEVER
}
