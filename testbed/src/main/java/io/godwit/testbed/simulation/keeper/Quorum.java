package io.godwit.testbed.simulation.keeper;

import io.godwit.manager.store.Candidacy;
import io.godwit.manager.store.Keeper;
import io.godwit.testbed.simulation.network.Network;
import io.godwit.testbed.simulation.scheduler.VirtualProcess;
import io.godwit.testbed.simulation.scheduler.World;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The majority of the keeper's servers, taken as one. */
public final class Quorum {
  /** Its node in the network. */
  public static final String NODE = "quorum";

  /** Older states than this are read by nobody: servers that lag so far are dropped. */
  private static final int MAX_LAG = 20;

  /** One read in so many comes from a server that lags. */
  private static final int STALE_ONE_IN = 4;

  final World world;
  final Network network;
  final SplittableRandom random;
  private final VirtualProcess process;
  private final Deque<Tree> recent = new ArrayDeque<>();
  private final TreeMap<Long, Lifetime> lifetimes = new TreeMap<>();
  private final List<Session> open = new ArrayList<>();
  private final List<Witness> witnesses = new ArrayList<>();
  private Tree newest = Tree.EMPTY;
  private long changes;
  private long sessions;
  private boolean away;
  private Duration disk = Duration.ZERO;
  private long diskFreeAt;

  public Quorum(World world, Network network) {
    this.world = world;
    this.network = network;
    this.random = world.random();
    this.process = world.process(NODE);
    recent.add(newest);
  }

  /** Sees every change that is made, at the moment it is. */
  public interface Witness {
    /**
     * @param session whose change it is
     */
    void changed(long session, List<Keeper.Change> changes);
  }

  /** What the quorum knows of a session. */
  private static final class Lifetime {
    final Duration length;
    long heardAt;

    Lifetime(Duration length, long heardAt) {
      this.length = length;
      this.heardAt = heardAt;
    }
  }

  public void witness(Witness witness) {
    witnesses.add(witness);
  }

  /** How a manager's process opens sessions. */
  public Candidacy.Keepers keepers(String node, VirtualProcess client, Duration length) {
    return () -> {
      Session session = new Session(this, node, client, length);
      session.connect();
      open.add(session);
      return session;
    };
  }

  /** A process that was killed: nobody hears of its sessions any more. */
  public void killed(VirtualProcess client) {
    open.removeIf(session -> session.belongsTo(client));
  }

  // ---------------------------------------------------------------- faults

  /** No majority: nobody is answered and nobody's session ends. */
  public void leave() {
    if (!away) {
      away = true;
      world.note(() -> "quorum: away");
      for (Session session : List.copyOf(open)) {
        session.lose();
      }
    }
  }

  /** A majority again. Its leader has heard of no silence before its own time. */
  public void comeBack() {
    if (away) {
      away = false;
      world.note(() -> "quorum: back");
      lifetimes.forEach((id, lifetime) -> heard(id));
    }
  }

  /** Every change takes this much longer. */
  public void slow(Duration disk) {
    this.disk = disk;
    world.note(() -> "quorum: its disk takes " + disk);
  }

  /** Someone removes a node, whosever it is; says whether there was one. */
  public boolean remove(String path) {
    @Nullable Tree after = newest.after(List.of(new Keeper.Delete(path)), 0);
    if (after == null) {
      return false;
    }
    world.note(() -> "quorum: someone removes " + path);
    commit(after);
    return true;
  }

  /** Breaks the connection of one session. */
  public void breakConnection(int which) {
    if (!open.isEmpty()) {
      open.get(Math.floorMod(which, open.size())).lose();
    }
  }

  // ---------------------------------------------------------------- for sessions

  boolean isAway() {
    return away;
  }

  VirtualProcess process() {
    return process;
  }

  long begin(Duration length) {
    long id = ++sessions;
    lifetimes.put(id, new Lifetime(length, world.now()));
    expireInTime(id);
    return id;
  }

  boolean lives(long session) {
    return lifetimes.containsKey(session);
  }

  void heard(long session) {
    Lifetime lifetime = lifetimes.get(session);
    if (lifetime != null) {
      lifetime.heardAt = world.now();
    }
  }

  void end(long session) {
    if (lifetimes.remove(session) != null) {
      world.note(() -> "quorum: session " + session + " ends");
      commit(newest.ended(session));
    }
  }

  void forget(Session session) {
    open.remove(session);
  }

  /** The number of changes made so far. */
  long changes() {
    return changes;
  }

  Tree newest() {
    return newest;
  }

  /** A state that a server may still be at, not older than after {@code atLeast} changes. */
  long anyVersion(long atLeast) {
    long oldest = Math.max(atLeast, changes - recent.size() + 1);
    return oldest < changes && random.nextInt(STALE_ONE_IN) == 0
        ? random.nextLong(oldest, changes + 1)
        : changes;
  }

  Tree at(long version) {
    int back = Math.toIntExact(Math.min(changes - version, recent.size() - 1));
    return recent.stream().skip(back).findFirst().orElse(newest);
  }

  /** When the disk is done with one more change. */
  Duration diskTime() {
    if (disk.isZero()) {
      return Duration.ZERO;
    }
    diskFreeAt = Math.max(diskFreeAt, world.now()) + disk.toNanos();
    return Duration.ofNanos(diskFreeAt - world.now());
  }

  /** Makes the changes of a session; says whether they could be. */
  boolean change(long session, List<Keeper.Change> wanted) {
    @Nullable Tree after = newest.after(wanted, session);
    if (after == null) {
      return false;
    }
    commit(after);
    witnesses.forEach(witness -> witness.changed(session, wanted));
    return true;
  }

  private void commit(Tree after) {
    newest = after;
    changes++;
    recent.addFirst(after);
    while (recent.size() > MAX_LAG) {
      recent.removeLast();
    }
    for (Session session : List.copyOf(open)) {
      session.look();
    }
  }

  private void expireInTime(long id) {
    Lifetime lifetime = lifetimes.get(id);
    if (lifetime == null) {
      return;
    }
    long left = lifetime.heardAt + lifetime.length.toNanos() - world.now();
    if (left <= 0 && !away) {
      end(id);
    } else {
      world.after(Duration.ofNanos(Math.max(left, 1_000_000)), () -> expireInTime(id));
    }
  }
}
