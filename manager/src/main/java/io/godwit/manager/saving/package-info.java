/**
 * Empties hosts that are not needed, switches them off, and on again before they are. Entry: {@link
 * io.godwit.manager.saving.PowerSaver}.
 *
 * <pre>
 *  every five minutes, for each cluster:
 *    DemandLog: what VMs have wanted ─► Situation ─► planner ─► Look: moves, switches, who stays, why
 *                                                                  │
 *              manual: people approve it ◄─────────────────────────┼──► automatic: it is carried out
 *                                                                  ▼
 *    ON:  COMING_ON ──► Attendant: driver, then waits for the agent ──► ON, or FAILED_TO_RETURN
 *    OFF: EMPTYING ──► Errand: its moves ──► empty: GOING_OFF ──► Attendant: driver ──► STANDBY
 *                                        └─► not: ON, and the next look sees why
 *  a new VM that no host takes (Summons): the one that would if it were on ──► COMING_ON
 * </pre>
 *
 * <p>Invariants: a host is told to go off in the same decision that finds it empty: no VM at home
 * there or on its way, none that its agent tells of. Nobody empties a host while another of its
 * cluster is being emptied. A host that did not come back in time is out of the pool until somebody
 * says so. What is not known is not idle: no host goes off before demand was looked at for 40
 * minutes. What is wanted is recorded ({@link io.godwit.manager.standby.Standbys}); a new leader
 * goes on from it. Threads: one that looks, and one for each host that goes off or comes on. Not
 * here: which hosts are needed (the planner), and how they are switched (power).
 */
@NullMarked
package io.godwit.manager.saving;

import org.jspecify.annotations.NullMarked;
