/**
 * Time as the manager sees it. Entry: {@link io.godwit.manager.time.Time}.
 *
 * <p>Invariant: outside this package nothing of the manager that the simulation runs asks the
 * machine for the time, sleeps, waits with a timeout or makes a thread; {@code ArchitectureTest}
 * looks. A {@code Mailbox} is the queue and a {@code Gate} the latch that such code waits at.
 * {@code ForwardTime} is for what must not become valid again. Threads: makes them, owns none. Not
 * here: the virtual time, which lives with the simulation.
 */
@NullMarked
package io.godwit.manager.time;

import org.jspecify.annotations.NullMarked;
