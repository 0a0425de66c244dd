package io.godwit.manager.loop;

/**
 * A state as readers see it.
 *
 * @param version counts publications, from 0
 * @param state the state
 */
public record Published<S>(long version, S state) {}
