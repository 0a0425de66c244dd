package io.godwit.manager.orchestration;

import java.time.Duration;

/**
 * How long things may take. Tests use shorter ones.
 *
 * @param quick an agent that only looks something up, signals QEMU or writes a file
 * @param check the two checks of a migration, which ask QEMU and the file system
 * @param start QEMU's start, with memory that may have to be preallocated
 * @param slack what an agent may take beyond the time it was given for the work itself
 * @param linkReturn how long a copy's agent may be away before the outcome is called unknown; an
 *     agent restarts in seconds, a host does not come back in two minutes
 * @param arrival how long a destination may take to run a guest that has left its source
 *     completely: loading device state takes milliseconds, a busy host takes seconds
 * @param report how long a source may take to report once the guest runs elsewhere
 * @param settle how long a call waits for the last errands of the VM's previous migration
 * @param retry how long until an errand that was refused is tried again
 */
record Deadlines(
    Duration quick,
    Duration check,
    Duration start,
    Duration slack,
    Duration linkReturn,
    Duration arrival,
    Duration report,
    Duration settle,
    Duration retry) {
  static final Deadlines DEFAULT =
      new Deadlines(
          Duration.ofSeconds(20),
          Duration.ofSeconds(20),
          Duration.ofMinutes(2),
          Duration.ofSeconds(30),
          Duration.ofMinutes(2),
          Duration.ofSeconds(30),
          Duration.ofSeconds(10),
          Duration.ofSeconds(10),
          Duration.ofSeconds(30));
}
