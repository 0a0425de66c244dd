/**
 * Who is where, while a plan is made. Entry: {@link io.godwit.planner.layout.Layout}.
 *
 * <pre>
 *  ClusterSnapshot ─► Layout: VM 17 ─► host 3, host 3: 12 GiB of 64, 9 of 32 virtual processors …
 *                       ▲
 *                       └─ place, take: sums are kept up to date, each in constant time
 * </pre>
 *
 * <p>Hosts and VMs are numbers here, by their order in the snapshot; a cluster of twenty thousand
 * VMs is planned within a second that way. This is the one mutable thing of a planning: it belongs
 * to one call and never leaves it.
 *
 * <p>Invariant: sums follow from places. What a VM under way uses counts where it goes to; its
 * memory also where it comes from. Rules are not known here, see {@code rules}.
 */
@NullMarked
package io.godwit.planner.layout;

import org.jspecify.annotations.NullMarked;
