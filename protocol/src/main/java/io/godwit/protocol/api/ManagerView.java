package io.godwit.protocol.api;

import org.jspecify.annotations.Nullable;

/**
 * A manager.
 *
 * @param number among the servers of the ensemble
 * @param role what it does at the moment
 * @param peer where the other managers reach it
 * @param rest where people and commands connect
 * @param agents where agents connect, while it leads
 */
public record ManagerView(
    String name,
    int number,
    Role role,
    String peer,
    @Nullable String rest,
    @Nullable String agents) {
  /** What a manager does. */
  public enum Role {
    LEADER,
    FOLLOWER,
    /** It does not run, or is cut off. */
    ABSENT
  }
}
