/**
 * A client of QEMU's machine protocol (QMP) over the VM's unix socket. Entry: {@link
 * io.godwit.qmp.QmpSession}.
 *
 * <pre>
 *            execute(command, deadline)                    event(...), ended(...)
 *  caller ──────────────┐                                          ▲
 *    ▲                  ▼                                          │
 *    │           PendingCommands ── slot, id ─▶ writer thread      │ QmpListener
 *    │ answer by id     ▲                            │             │
 *    └──────────────────┴──────── reader thread ─────┼─────────────┘
 *                                      ▲             ▼
 *                                 LineReader     QmpCodec         QmpLink owns both
 *                                      └── unix socket ──┘        threads and the socket
 *                                             QEMU
 *
 *  connecting:  greeting ─▶ qmp_capabilities (oob if offered) ─▶ query-target ─▶ query-qmp-schema
 * </pre>
 *
 * <p><b>Invariants.</b> A command's arguments are checked against the schema of the running binary
 * before they are sent. QEMU's units (bytes, ms, µs, Mbit/s) do not leave this package. What QEMU
 * said before an answer has reached the listener before {@code execute} returns. A session that was
 * established tells its listener {@code ended} exactly once, as the last thing.
 *
 * <p><b>Threads.</b> Each session has two virtual threads: {@code qmp-<vm>} reads, completes
 * waiting commands and calls the listener; {@code qmp-<vm>-writer} writes. Callers never touch the
 * socket, because an interrupt of a thread inside a channel operation would close the channel for
 * everyone. Callers wait at most until their deadline; an interrupt cancels the wait, not the
 * session.
 *
 * <p><b>How it fails.</b> An error answer is {@code QMP_COMMAND_FAILED} and the session goes on. A
 * deadline that passes before the command was written withdraws it ({@code QMP_COMMAND_FAILED});
 * one that passes afterwards is {@code OUTCOME_UNKNOWN} for a command that changes something,
 * because QEMU may still carry it out, and its late answer is dropped. Input that is malformed,
 * oversized, too deeply nested, truncated or too much, and the end of the connection, end the
 * session: waiting callers get {@code QMP_SESSION_LOST}, which names the VM.
 *
 * <p><b>Not here:</b> starting QEMU, reconnecting, what to do about an event, and the meaning of a
 * migration's state: the agent decides these.
 */
@NullMarked
package io.godwit.qmp;

import org.jspecify.annotations.NullMarked;
