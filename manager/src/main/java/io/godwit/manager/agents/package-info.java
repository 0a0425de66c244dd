/**
 * The manager's end of the links to the agents. Entry: {@link
 * io.godwit.manager.agents.AgentDirectory}.
 *
 * <pre>
 * stranger --Enrol, or host --Renew--&gt; EnrolmentDesk --&gt; a certificate, or a refusal
 *
 * TLS: no certificate, or one of our authority; any other ends the handshake
 * agent --certificate that is good now, not of another host--&gt;
 * agent --Hello--&gt; registered, Welcome --Command--&gt; ... --Reply--&gt; the caller that waits
 *                      |    ^                        --VmChanged, VmGone, Progress--&gt; the listener
 *          a second Hello of the same host, a broken stream, four silent seconds,
 *          a certificate that was revoked, a manager that is not the leader any more
 *                      v
 *                  ended: every waiting caller gets OUTCOME_UNKNOWN
 * </pre>
 *
 * <p>Invariants: a host has a link only while its certificate is good, looked at before and after
 * the link is known, so that a removal in between is not missed; at most one link per host, the
 * newest; a number is used once per link; a caller gets exactly one answer or exception; an order
 * that was not handed to a link is AGENT_UNREACHABLE, one that was and has no answer is
 * OUTCOME_UNKNOWN.
 *
 * <p>Threads: gRPC delivers the messages of one link one after the other on a few threads; callers
 * block on their own threads; a link's lock guards its stream.
 *
 * <p>How it fails: connections that send nothing are closed after ten seconds, and more than ten
 * thousand are closed at once; strangers may send four messages at a time; a vanished host is
 * noticed by keepalive after six seconds at most; a message that cannot be read ends its link; an
 * agent connects again by itself.
 *
 * <p>Not here: what orders mean, and retries (orchestration); who is enrolled (enrolment).
 */
@NullMarked
package io.godwit.manager.agents;

import org.jspecify.annotations.NullMarked;
