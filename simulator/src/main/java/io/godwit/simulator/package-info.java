/**
 * The planner tried on a data center that is not there. Entry: {@link
 * io.godwit.simulator.Simulation}.
 *
 * <pre>
 *  trace files ─► Simulation ─► engine, policies of the planner ─► an Outcome for each day
 * </pre>
 *
 * <p>The same trace, policy and settings give the same outcome on every machine. What decides is
 * the planner's own code; what is simulated are hosts, VMs, migrations and time.
 */
@NullMarked
package io.godwit.simulator;

import org.jspecify.annotations.NullMarked;
