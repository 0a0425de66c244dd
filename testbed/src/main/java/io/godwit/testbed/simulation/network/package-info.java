/**
 * Links between the nodes of a simulated world. Entry: {@link
 * io.godwit.testbed.simulation.network.Network}.
 *
 * <p>A connection behaves like TCP: what is sent arrives in order, late, or never, and then nothing
 * after it does; while its path is cut it stalls and goes on if the path heals soon enough. Each
 * end gives up by itself, after its own patience, so one may believe in a connection that the other
 * has left. A process that is killed closes its connections; a host that loses power does not.
 *
 * <p>Invariant: an end hears of the loss once, after everything it has received. Threads: none; all
 * happens in the world's steps. Not here: what is sent.
 */
@NullMarked
package io.godwit.testbed.simulation.network;

import org.jspecify.annotations.NullMarked;
