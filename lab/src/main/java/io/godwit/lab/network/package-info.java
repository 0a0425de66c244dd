/**
 * The wires of the lab, made of network namespaces, veth pairs and bridges. Entry: {@link
 * io.godwit.lab.network.Topology}.
 *
 * <pre>
 *   sandbox's own namespace          fabric                client
 *   lab JVM 10.77.0.2                br-lan ────────────── lan 10.78.0.2
 *   br-mgmt ─┬─ mgr   mgmt 10.77.0.1   │ │
 *            ├─ h1    mgmt 10.77.0.11  │ └─ h2 uplink ─ br-lan ─ taps of h2's VMs
 *            └─ h2    mgmt 10.77.0.12  └─── h1 uplink ─ br-lan ─ taps of h1's VMs
 * </pre>
 *
 * <p>Orders, progress and migrations use {@code mgmt}, whose rate may be limited in both
 * directions; guests and the client share the segment {@code lan}.
 */
@NullMarked
package io.godwit.lab.network;

import org.jspecify.annotations.NullMarked;
