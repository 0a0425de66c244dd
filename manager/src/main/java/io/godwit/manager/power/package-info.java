/**
 * How hosts are switched from outside: drivers behind one interface, and the file that says which
 * host has which. Entry: {@link io.godwit.manager.power.PowerSwitches}.
 *
 * <pre>
 *  power.yaml ──► PowerFile ──► PowerSwitches.of(host) ──► PowerSwitch: state, on, off
 *                                                             ├─ IpmiSwitch      ipmitool
 *                                                             ├─ RedfishSwitch   HTTPS
 *                                                             ├─ WakeOnLanSwitch one packet; on only
 *                                                             └─ CommandSwitch   a program of yours
 * </pre>
 *
 * <p>Invariants: every call has a deadline. Passwords come from files of this machine, are read
 * when they are needed, and are neither shown nor on a command line. What a driver cannot do it
 * refuses with the reason; nothing is pretended. Only whoever administers the manager's machine
 * says where passwords are sent: the file is not part of the API. Threads: a call blocks its
 * caller. Not here: whether a host may go off (saving).
 */
@NullMarked
package io.godwit.manager.power;

import org.jspecify.annotations.NullMarked;
