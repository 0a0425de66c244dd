/**
 * Which hosts are off, or on their way off or on, because the manager or somebody wants it. Entry:
 * {@link io.godwit.manager.standby.Standbys}.
 *
 * <pre>
 *        ┌────────────── called off ─────────────┐
 *        ▼                                       │
 *       ON ──► EMPTYING ──► GOING_OFF ──► STANDBY ──► COMING_ON ──► ON, and how long it took
 *        ▲      its VMs      it is empty                  │
 *        │      leave        and told to                  ▼
 *        └──────────── somebody says so ────── FAILED_TO_RETURN: in time nobody heard of it
 * </pre>
 *
 * <p>Invariants: a host that is not ON takes no VM; one that is GOING_OFF or further has none. It
 * is what is wanted, with what was seen of it: whoever leads goes on from it. How long a host took
 * to come on the last five times is kept with it. Threads: none; everything is immutable. Not here:
 * who decides and who switches (saving), and how (power).
 */
@NullMarked
package io.godwit.manager.standby;

import org.jspecify.annotations.NullMarked;
