/**
 * The witness: a program of its own, outside of every host, that checks from there whether a guest
 * works on and whether there is one of it. Entries: {@link io.godwit.lab.client.Main} is the
 * program, {@link io.godwit.lab.client.Client} drives it from the lab.
 *
 * <pre>
 *   guest UDP heartbeat ──> HeartbeatReceiver ──> Heartbeats   silence, pause, gaps, second senders
 *   guest :7001 counter ──> CounterSession                     one connection, strictly increasing
 *   guest :7002 acks    ──> AckSession                         which records were acknowledged
 *   guest :7000 control ──> ControlSession                     status and verify
 *   lab   stdin/stdout  ──> Main                               a command a line, a JSON line back
 * </pre>
 *
 * <p>Each session has one thread and one connection for the whole run: a connection that breaks is
 * a finding and is not made again. What the guest sends is described in {@code
 * lab/guest/workload.c}. A <em>window</em> is the time from a {@code mark} to the next one.
 */
@NullMarked
package io.godwit.lab.client;

import org.jspecify.annotations.NullMarked;
