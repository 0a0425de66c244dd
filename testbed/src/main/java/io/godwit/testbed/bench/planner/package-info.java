/**
 * {@code bench planner}: how fast plans are made, and how good they are. Entry: {@link
 * io.godwit.testbed.bench.planner.PlannerBench}.
 *
 * <pre>
 *   PlannerBench --&gt; each PlannerCase --&gt; Figure("1,000 hosts", "210 ms", "1 s", met)
 *                      ScaleCase, EvacuationCase: made clusters
 *                      RepairCase: instances that others have published, in --data
 *                      PlanetlabCase, SpreadCase: days of measured VMs in the simulator
 * </pre>
 *
 * <p>A case is one class in the list of {@code PlannerBench}. Times are medians after runs that do
 * not count; every plan is looked at by the checker, whose time does not count. A case whose data
 * is not there says so and is counted as not run.
 */
@NullMarked
package io.godwit.testbed.bench.planner;

import org.jspecify.annotations.NullMarked;
