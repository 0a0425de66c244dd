package io.godwit.planner.turn;

/**
 * How many places there are. A migration of memory takes one, one that copies disks two.
 *
 * @param sending places of each host for migrations that leave it
 * @param receiving places of each host for those that come
 * @param network places on the network between the hosts
 */
public record Room(int sending, int receiving, int network) {
  /**
   * Two copies keep a link of 10 Gbit/s busy; more of them make all of them longer, and with each
   * the pause that can be kept to. Beyond 256 hosts and links are busy for hours.
   */
  public static final Room STANDARD = new Room(2, 2, 256);

  public Room {
    if (Math.min(Math.min(sending, receiving), network) < Burden.MOST) {
      throw new IllegalArgumentException("there has to be room for the largest migration");
    }
  }
}
