/**
 * What manager and agent say to each other. Entry: {@link io.godwit.protocol.agent.AgentLink}.
 *
 * <pre>
 * agent                                   manager
 *   | ------------- Enrol(token, request) --> |   once, without a certificate of its own
 *   | ------------- Renew(request) ---------> |   when a third of the certificate's time is left
 *   | <------------ Granted(chain) ---------- |
 *   | ------------- Hello ------------------> |   who I am, what I offer, which VMs I have
 *   | <------------ Order(id, ...) ---------- |   carries the VM's generation
 *   | ------------- Reply(id, ...) ---------> |   exactly one per order, or the link ends
 *   | ------------- VmChanged, Progress ----> |   soft state, newest wins
 *   | ------------- Telemetry --------------> |   may be dropped
 * </pre>
 *
 * Every connection is TLS; a link needs a certificate of the managers' authority in the host's
 * name. Whoever is refused gets a {@code Problem}, and from a manager that does not lead, the
 * leader's address ({@link io.godwit.protocol.agent.Refusal}).
 *
 * <p>One gRPC stream per agent, opened by the agent, so that hosts behind address translation work.
 * Orders are answered in any order. Every order may be sent again after the link was lost: those
 * that name a migration or a task attach to what already runs. Guest memory never travels here.
 */
@NullMarked
package io.godwit.protocol.agent;

import org.jspecify.annotations.NullMarked;
