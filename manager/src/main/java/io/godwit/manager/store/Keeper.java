package io.godwit.manager.store;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One session with whatever managers agree through: a tree of small nodes whose changes are atomic
 * and in one order. ZooKeeper, or the simulation. Safe for use by several threads.
 */
@SuppressWarnings("ArrayRecordComponent") // Bytes on their way; nobody compares or changes them.
public interface Keeper extends AutoCloseable {
  /**
   * A node as it is.
   *
   * @param version counts its changes, from 0
   */
  record Node(byte[] bytes, int version) {}

  /** One change of an atomic step. Paths are absolute. */
  sealed interface Change {
    String path();
  }

  /** A node that must not be there yet. Its parents must be. */
  record Create(String path, byte[] bytes, Life life) implements Change {}

  /** A node that must be there, at {@code version}, or at any if that is {@link #ANY}. */
  record Set(String path, byte[] bytes, int version) implements Change {}

  /** A node that must be there and have no children. */
  record Delete(String path) implements Change {}

  /** How long a node lasts. */
  enum Life {
    /** Until it is deleted. */
    LASTING,
    /** Until it is deleted or its session ends. */
    SESSION
  }

  /** Any version will do. */
  int ANY = -1;

  /** The node, as the quorum knows it now or later. */
  Optional<Node> read(String path) throws KeeperFailure, InterruptedException;

  /** Names of a node's children in no particular order; none if there is no such node. */
  List<String> children(String path) throws KeeperFailure, InterruptedException;

  /** Names of the children of many nodes at once: one list for each path, in their order. */
  List<List<String>> children(List<String> paths) throws KeeperFailure, InterruptedException;

  /**
   * Many nodes at once, in the order of {@code paths}; those that are not there are left out.
   *
   * @param taker called once for each
   */
  void readAll(List<String> paths, Taker taker) throws IOException, InterruptedException;

  /** Takes what is read. */
  interface Taker {
    void take(String path, byte[] bytes) throws IOException;
  }

  /** Lets later reads see everything that anyone had changed before. */
  void sync() throws KeeperFailure, InterruptedException;

  /**
   * All changes or none.
   *
   * @throws KeeperFailure REFUSED: none, a condition did not hold; LOST: all or none, ask when
   *     connected again; EXPIRED: all or none, and the session is over
   */
  void change(List<Change> changes) throws KeeperFailure, InterruptedException;

  /**
   * Waits until a node that is there may have gone or changed, or the time is over. Returns at once
   * if there is no such node.
   */
  void awaitChange(String path, Duration patience) throws KeeperFailure, InterruptedException;

  /** Ends the session: its nodes go at once if the quorum can be told. */
  @Override
  void close();
}
