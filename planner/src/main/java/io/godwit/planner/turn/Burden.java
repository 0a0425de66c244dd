package io.godwit.planner.turn;

/** What a migration is for the two hosts and their link. */
public enum Burden {
  /** Memory goes. */
  MEMORY(1),
  /** Disks go along: hours instead of seconds, and both hosts' storage works as well. */
  DISKS(2);

  /** The most that one migration takes. */
  static final int MOST = 2;

  private final int places;

  Burden(int places) {
    this.places = places;
  }

  /** Places it takes at its source, its destination and on the network. */
  int places() {
    return places;
  }
}
