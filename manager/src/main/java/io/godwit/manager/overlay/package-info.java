/**
 * Tells the members of overlay networks where every card is. Entry: {@link
 * io.godwit.manager.overlay.Herald}.
 *
 * <pre>
 *   state ── Whereabouts ──► Overlays ── Couriers, OverlayOrders ──► KeepOverlays, ChangeOverlay
 * </pre>
 *
 * <p>What members should have follows from the state alone: from who may run each VM, and during a
 * handover from what both ends tell of it. A card is at the destination as soon as the guest stands
 * still at the source, so that members know it before the destination runs the guest; should the
 * guest go on at the source, it is there again. No migration waits for it, and it waits for none.
 *
 * <p>A leader that has not heard every host yet takes nothing away from what members know.
 */
@NullMarked
package io.godwit.manager.overlay;

import org.jspecify.annotations.NullMarked;
