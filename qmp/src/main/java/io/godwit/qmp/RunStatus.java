package io.godwit.qmp;

/**
 * The answer to query-status.
 *
 * @param running whether the guest's processors run
 */
public record RunStatus(RunState state, boolean running) {}
