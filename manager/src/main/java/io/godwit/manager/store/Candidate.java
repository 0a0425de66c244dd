package io.godwit.manager.store;

/**
 * A manager as the others see it.
 *
 * @param name unique among the managers
 * @param rest where people and commands connect, {@code host:port}
 * @param agents where agents connect, {@code host:port}
 * @param run tells one session of a manager from every other: the node that an earlier session left
 *     behind ends with that session, so it must not be taken for one's own
 */
public record Candidate(String name, String rest, String agents, String run) {
  /** The same manager in its next session. */
  Candidate again(long session) {
    return new Candidate(name, rest, agents, run + "/" + session);
  }
}
