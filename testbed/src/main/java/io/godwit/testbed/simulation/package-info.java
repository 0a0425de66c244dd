/**
 * Plays histories of a data center under virtual time and looks for what must never be. Entry:
 * {@link io.godwit.testbed.simulation.Campaign}; {@link io.godwit.testbed.simulation.Main} is
 * {@code ./dev sim}.
 *
 * <p>A seed decides everything: what people ask for, what goes wrong, how long things take, and
 * which of the threads that could go on does. So a failing seed can be played again, with every
 * event in words.
 *
 * <p>Threads: one for each processor, each with worlds of its own. How it fails: the first
 * violation is replayed and told, with its seed. Not here: what is in a world; see the packages
 * below.
 */
@NullMarked
package io.godwit.testbed.simulation;

import org.jspecify.annotations.NullMarked;
