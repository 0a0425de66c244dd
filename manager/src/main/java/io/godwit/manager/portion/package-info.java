/**
 * Tells hosts what their VMs have of their processors. Entry: {@link
 * io.godwit.manager.portion.Steward}.
 *
 * <pre>
 *   state ── Steward: home and, in a handover, destination ──► Couriers ──► KeepPortions
 * </pre>
 *
 * <p>What a host should have follows from hard state alone. A destination is told as soon as the
 * handover is recorded, which is before it is asked to prepare itself; it goes by it when the VM's
 * process comes. A host that enforces nothing, or whose agent does not know the order, is not told.
 *
 * <p>Lists are made again only when a VM's right to run or what is said of VMs has changed. An edit
 * is acknowledged before its host has carried it out.
 */
@NullMarked
package io.godwit.manager.portion;

import org.jspecify.annotations.NullMarked;
