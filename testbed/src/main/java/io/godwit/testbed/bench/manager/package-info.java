/**
 * {@code bench manager}: one real manager process, thousands of simulated agents that enrol and
 * report over real mutual TLS, and people who read meanwhile.
 *
 * <pre>
 *   ManagerBench --starts--&gt; ManagerProcess (its own JVM, the heap that is promised)
 *        |                        ^        ^
 *        +--&gt; Swarm of SimulatedAgents     | reads, timed one by one
 *        +--&gt; Readers ---------------------+
 * </pre>
 *
 * <p>Everything shares this machine's processors: what the agents and the readers cost is in the
 * figures.
 */
@NullMarked
package io.godwit.testbed.bench.manager;

import org.jspecify.annotations.NullMarked;
