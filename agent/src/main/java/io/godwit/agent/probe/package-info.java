/**
 * Looks at VMs from the network: which address they use, and how long they do not answer. Entry:
 * {@link io.godwit.agent.probe.Probes}.
 *
 * <pre>
 *   manager ─ ProbeBlackout (every second) ─► Probes ─ lease ─► Probe, a thread:
 *                                                    every 2 ms  ARP request ─► bridge ─► the VM
 *                                                    answers ◄─ with the kernel's time stamps
 *           ─ EndProbe, once the guest runs ─► five answers in a row ─► the longest silence
 * </pre>
 *
 * <p>Invariants: questions claim no address, so that nobody learns anything wrong from them; what
 * was not measured is said to be so, never guessed. A probe ends with its lease, whatever becomes
 * of its manager. What fails here fails no migration.
 */
@NullMarked
package io.godwit.agent.probe;

import org.jspecify.annotations.NullMarked;
