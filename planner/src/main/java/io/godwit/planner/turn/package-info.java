/**
 * Which migrations may run at the same time, and what the others wait for. Entry: {@link
 * io.godwit.planner.turn.Turns}.
 *
 * <pre>
 *  those that run ──┐                ┌► Turn(1, begins)
 *  those that wait ─┼► Turns.decide ─┼► Turn(2, "host h1 sends m1, m2 already ...")
 *  Room ────────────┘                └► Turn(3, "waits behind m5 ...")
 * </pre>
 *
 * <p>A migration takes places: of its source, which sends, of its destination, which receives, and
 * of the network. One that copies disks takes more than one that copies memory. Two that would hurt
 * each other more than by sharing a link fairly do not share it.
 *
 * <p>Invariants: nobody is over its places; who came earlier goes first wherever the two would use
 * the same end of a host. So whoever waits begins once those before it have ended: a stream of
 * small migrations does not keep out a large one. The price is that a place may stay free for a
 * moment for the one that is next.
 *
 * <p>Everything here is a pure function of its arguments. Nothing here records or begins anything;
 * the manager's orchestration does.
 */
@NullMarked
package io.godwit.planner.turn;

import org.jspecify.annotations.NullMarked;
