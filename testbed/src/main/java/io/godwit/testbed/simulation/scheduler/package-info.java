/**
 * Virtual time: many processes on one thread, in an order that a seed decides. Entry: {@link
 * io.godwit.testbed.simulation.scheduler.World}.
 *
 * <pre>
 * blocking code --parks--&gt; [fiber] &lt;--runs, one at a time-- World --nothing to run--&gt; next timer
 *      |                                ^                        ^
 *      +-- Time.awaitNanos, sleep ------+------- alarm ----------+
 * </pre>
 *
 * <p>The manager's code blocks on virtual threads. Here they are built on a scheduler of ours: the
 * thread that runs the world picks which of those that can run goes on, and runs it until it parks.
 * Time passes by a few microseconds with each step, and jumps to the next timer when nothing can
 * run. One seed is one history.
 *
 * <p>Invariants: a world is touched by the thread that runs it and by nobody else; a wait by the
 * machine's clock fails the world; a wait for a monitor that another world holds is waited out; a
 * killed process runs no code, not even {@code finally}.
 *
 * <p>How it fails: what a fiber or a check throws ends the run. Needs {@code --add-opens
 * java.base/java.lang=ALL-UNNAMED --add-opens java.base/java.util.concurrent.locks=ALL-UNNAMED},
 * because JDK 25 has schedulers of virtual threads but no public way to name one (ADR 0010).
 *
 * <p>Not here: what is simulated.
 */
@NullMarked
package io.godwit.testbed.simulation.scheduler;

import org.jspecify.annotations.NullMarked;
