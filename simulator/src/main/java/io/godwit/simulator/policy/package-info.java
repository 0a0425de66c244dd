/**
 * The planner as policies of the simulation. Entry: {@link io.godwit.simulator.policy.PowerPolicy}.
 *
 * <p>What a policy knows of a moment becomes the planner's snapshot, and the planner's plan becomes
 * a decision; nothing is decided here. A core of the snapshot is a MIPS, because hosts and VMs of
 * the traces are that unlike.
 */
@NullMarked
package io.godwit.simulator.policy;

import org.jspecify.annotations.NullMarked;
