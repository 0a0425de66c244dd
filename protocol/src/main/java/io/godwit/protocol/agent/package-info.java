/**
 * What manager and agent say to each other. Entry: {@link io.godwit.protocol.agent.AgentLink}.
 *
 * <pre>
 * agent                                   manager
 *   | ------------- Hello ------------------> |   who I am, what I offer, which VMs I have
 *   | <------------ Order(id, ...) ---------- |   carries the VM's generation
 *   | ------------- Reply(id, ...) ---------> |   exactly one per order, or the link ends
 *   | ------------- VmChanged, Progress ----> |   soft state, newest wins
 *   | ------------- Telemetry --------------> |   may be dropped
 * </pre>
 *
 * One gRPC stream per agent, opened by the agent, so that hosts behind address translation work.
 * Orders are answered in any order. Every order may be sent again after the link was lost: those
 * that name a migration attach to the script that already runs. Guest memory never travels here.
 */
@NullMarked
package io.godwit.protocol.agent;

import org.jspecify.annotations.NullMarked;
