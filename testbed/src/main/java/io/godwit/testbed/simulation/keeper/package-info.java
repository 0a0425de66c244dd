/**
 * What managers agree through, simulated. Entry: {@link
 * io.godwit.testbed.simulation.keeper.Quorum}.
 *
 * <p>Modelled on ZooKeeper: changes are atomic and in one order; a read may be of an older state,
 * but never older than what its session has seen, and {@code sync} makes it new; a session outlives
 * its last contact by its length and is ended by the quorum alone, which forgets how long it has
 * been silent whenever it was away itself; a request whose connection broke may have been carried
 * out, and is not any more once the session has connected again.
 *
 * <p>Faults: a lost connection before or after a change, delays, partitions, a quorum that is away,
 * a slow disk. Threads: none of its own. Not here: replicas; a quorum that loses what it confirmed
 * is not one.
 */
@NullMarked
package io.godwit.testbed.simulation.keeper;

import org.jspecify.annotations.NullMarked;
