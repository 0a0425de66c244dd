/**
 * Empties hosts for maintenance, and brings VMs back. Entry: {@link
 * io.godwit.planner.evacuation.Evacuation}.
 *
 * <pre>
 *  hosts to empty ─► Repair.empty ─► who goes where ─┐
 *                        │                           ├► Timetable: idle and small first, one copy
 *                        └► Blocker: who stays, why  │  at a time on each end of a link
 *                                                    └► Headroom: what is left; could the cluster
 *                                                       lose its largest host then?
 *
 *  Rolling:    batch 1 ─► emptied ─► back in service ─► batch 2 ─► …
 *  Homecoming: who went away ─► comes home if that is worth it
 * </pre>
 *
 * <p>Invariants: no VM is stopped. Whatever keeps a host from being empty is named before the first
 * move. A VM that asks a person before it moves ({@code MANUAL}, {@code PARTIAL}) goes along: a
 * person has asked for the maintenance; its steps say so. {@code NEVER} is a blocker. The plan has
 * no moves but those that empty the hosts, and those that make room for them.
 */
@NullMarked
package io.godwit.planner.evacuation;

import org.jspecify.annotations.NullMarked;
