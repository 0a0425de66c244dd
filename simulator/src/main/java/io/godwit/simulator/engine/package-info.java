/**
 * A data center under virtual time, and what its energy, its violations and its migrations add up
 * to. Entry: {@link io.godwit.simulator.engine.Engine}.
 *
 * <pre>
 *  Center: hosts, VMs, trace ─► Engine ── Moment (past only) ─► Policy
 *                                 │   ◄── Decision (moves, hosts on) ──┘
 *                                 └─► Ledger ─► Outcome
 * </pre>
 *
 * <p>Time goes in steps of the trace. At each step VMs want what the trace says of it, the policy
 * sees that and what was before, its moves begin at once and take the VM's memory over half of the
 * link; between two steps demand is a straight line. A migrating VM counts fully at its source and
 * to a tenth at its destination until it has arrived, and gets nine tenths of what it wants.
 *
 * <p>Invariants: a policy cannot see what comes. A move to a host whose cores are slower than the
 * VM is sized for is refused, and so is one that would not end before the next step. One seed, one
 * history: nothing here asks a clock, and nothing is random.
 */
@NullMarked
package io.godwit.simulator.engine;

import org.jspecify.annotations.NullMarked;
