/**
 * Hosts: machines, their QEMUs and their agents, simulated. Entry: {@link
 * io.godwit.testbed.simulation.host.Host}.
 *
 * <pre>
 * Host (power, disk) --has--&gt; Qemu ... (guests; outlive the agent) ==guest's memory==&gt; Qemu elsewhere
 *   |                          ^ QMP
 *   +--runs--&gt; Agent (one incarnation) --link--&gt; whichever manager takes it
 * </pre>
 *
 * <p>The agent follows the rules of the real one: its {@code Lifecycle} is the real reducer, the
 * rest ({@code LocalVm}, {@code Departures}, {@code Arrivals}) is written after {@code agent.vm}
 * and {@code agent.migration} order by order, without processes, files and taps. QEMU is what its
 * documents and our measurements say of precopy without a return path: the last byte that leaves
 * the source is the right to run, a cancel resumes the source even when that byte is on its way, a
 * destination resumes by itself unless it was told to stop before.
 *
 * <p>Not modelled: image locks, so that nothing hides a guest that runs twice; only two QEMUs of
 * one VM on one host exclude each other, as the kernel's locks make sure.
 */
@NullMarked
package io.godwit.testbed.simulation.host;

import org.jspecify.annotations.NullMarked;
