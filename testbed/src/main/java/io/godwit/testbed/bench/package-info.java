/**
 * Our migration against bare QEMU, pairs in turn. Entry: {@link io.godwit.testbed.bench.Main}.
 *
 * <p>Two guests of the same size and load live on the lab. One is a VM of the manager, moved by the
 * public API. The other is a QEMU of the same binary with the very same command line (taken from
 * {@code /proc} while the agent ran it once), started and moved by a minimal QMP script: {@link
 * io.godwit.testbed.bench.BareGuest}. They are moved in turn; while one is measured the other's
 * guest is paused, so that each has the machine for itself.
 *
 * <p>Wall time runs from the command to done, the destination's start included, on both sides: for
 * us from the POST to the event that says COMPLETED (with both agents' checks and the recorded
 * handover), for bare QEMU from starting the destination's process to the source's {@code
 * completed} and the destination's {@code RESUME}. Its taps are made beforehand, ours are not.
 * Neither side preallocates memory. Downtime is the source's STOP to the destination's RESUME by
 * QEMU's own time stamps, blackout the longest silence of the guest's 1 ms heartbeat.
 */
@NullMarked
package io.godwit.testbed.bench;

import org.jspecify.annotations.NullMarked;
