package io.godwit.manager.store;

/**
 * A manager as the others see it.
 *
 * @param name unique among the managers
 * @param rest where people and commands connect, {@code host:port}
 * @param agents where agents connect, {@code host:port}
 * @param run tells this run of its process from every other
 */
public record Candidate(String name, String rest, String agents, String run) {}
