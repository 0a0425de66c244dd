package io.godwit.manager.store;

import io.godwit.manager.entity.UnreadableState;
import io.godwit.manager.time.Time;
import io.godwit.protocol.json.Json;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;

/**
 * Stands for election for as long as it is open, and leads whenever it is elected. The package has
 * the chart.
 */
public final class Candidacy implements AutoCloseable {
  /** How soon a manager that lost its session tries to have another one. */
  private static final Duration RETRY = Duration.ofMillis(300);

  /** The watch tells at once; this is for a watch that got lost. */
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

  private static final Duration END_DEADLINE = Duration.ofSeconds(10);

  private static final Logger LOG = LoggerFactory.getLogger(Candidacy.class);

  /** Opens sessions. */
  public interface Keepers {
    /**
     * A session that is connected.
     *
     * @throws IOException if there is none to be had at the moment
     */
    Keeper connect() throws IOException, InterruptedException;
  }

  /** What a leader does. */
  public interface Terms {
    /**
     * Begins a term; what fails ends it.
     *
     * @throws UnreadableState if this manager must not lead: it stops standing
     */
    Term begin(Keeper keeper, Lease lease) throws IOException, InterruptedException;
  }

  /** One term of leadership. */
  public interface Term extends AutoCloseable {
    /** Whether it cannot go on, though its lease is held. */
    boolean isBroken();

    /** Stops deciding first, then all the rest. */
    @Override
    void close();
  }

  private final Candidate me;
  private volatile Candidate self;
  private long sessions;
  private final Keepers keepers;
  private final Terms terms;
  private final Time time;
  private final Duration session;
  private final Thread thread;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private volatile @Nullable Term term;
  private volatile @Nullable Candidate leader;
  private volatile @Nullable UnreadableState hopeless;
  private volatile boolean closed;

  /**
   * Begins to stand.
   *
   * @param session how long a session outlives its last contact
   */
  public Candidacy(Candidate me, Keepers keepers, Terms terms, Time time, Duration session) {
    this.me = me;
    this.self = me;
    this.keepers = keepers;
    this.terms = terms;
    this.time = time;
    this.session = session;
    this.thread = time.platformThread("candidacy-" + me.name(), this::stand);
    thread.start();
  }

  /** The term this manager leads in, if it does. */
  public Optional<Term> term() {
    return Optional.ofNullable(term);
  }

  /** Who leads, as far as this manager has heard. */
  public Optional<Candidate> leader() {
    return Optional.ofNullable(leader);
  }

  /**
   * Waits until it leads or knows who does.
   *
   * @return whether that is so before {@code patience} has run out
   * @throws UnreadableState if it has stopped standing
   */
  public boolean awaitStanding(Duration patience) throws UnreadableState, InterruptedException {
    long left = patience.toNanos();
    lock.lockInterruptibly();
    try {
      while (true) {
        UnreadableState why = hopeless;
        if (why != null) {
          throw why;
        }
        Candidate known = leader;
        if (term != null || (known != null && !known.name().equals(me.name()))) {
          return true;
        }
        if (left <= 0 || closed) {
          return false;
        }
        left = time.awaitNanos(changed, left);
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits for the end of the candidacy, which comes by {@link #close} or a state it cannot read.
   */
  public @Nullable UnreadableState awaitEnd() throws InterruptedException {
    thread.join();
    return hopeless;
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    try {
      if (!Thread.currentThread().equals(thread)) {
        time.join(thread, END_DEADLINE);
      }
    } catch (InterruptedException impatient) {
      Thread.currentThread().interrupt();
    }
  }

  private void stand() {
    while (!closed) {
      try (Keeper keeper = keepers.connect()) {
        self = me.again(++sessions);
        announce(keeper);
        awaitElected(keeper);
        lead(keeper);
      } catch (UnreadableState unreadable) {
        LOG.error("{}", unreadable.getMessage());
        hopeless = unreadable;
        signal();
        return;
      } catch (IOException failure) {
        LOG.warn("manager {} stands again: {}", me.name(), failure.getMessage());
      } catch (InterruptedException closing) {
        return;
      } catch (RuntimeException defect) {
        LOG.error("manager {} stands again after a defect", me.name(), defect);
      } finally {
        set(null);
      }
      try {
        time.sleep(RETRY);
      } catch (InterruptedException closing) {
        return;
      }
    }
  }

  private void announce(Keeper keeper) throws IOException, InterruptedException {
    for (String folder : List.of(Layout.ROOT, Layout.MANAGERS, Layout.BEAT)) {
      create(keeper, folder, new byte[0], Keeper.Life.LASTING);
    }
    String mine = Layout.MANAGERS + "/" + me.name();
    if (!create(keeper, mine, bytes(), Keeper.Life.SESSION)) {
      Optional<Candidate> other = read(keeper, mine);
      if (other.isPresent() && !other.get().run().equals(self.run())) {
        // An earlier session of this manager, which has not ended yet.
        keeper.awaitChange(mine, session);
        throw new IOException("a manager named " + me.name() + " has a session already");
      }
    }
  }

  private void awaitElected(Keeper keeper) throws IOException, InterruptedException {
    while (!create(keeper, Layout.LEADER, bytes(), Keeper.Life.SESSION)) {
      Optional<Candidate> elected = read(keeper, Layout.LEADER);
      if (elected.filter(one -> one.run().equals(self.run())).isPresent()) {
        return; // The answer to an earlier attempt was lost.
      }
      elected.ifPresent(this::follow);
      keeper.awaitChange(Layout.LEADER, LOOK_AGAIN);
    }
  }

  private void follow(Candidate other) {
    if (!other.equals(leader)) {
      LOG.info("manager {} leads", other.name());
      leader = other;
      signal();
    }
  }

  private void lead(Keeper keeper) throws IOException, InterruptedException {
    Lease lease = new Lease(keeper, time, session, () -> isElected(keeper));
    lease.renew();
    LOG.info("manager {} is elected", me.name());
    // Not a virtual one: thousands of agents that come at once keep all carriers busy for seconds.
    Thread keeping = time.platformThread("lease-" + me.name(), () -> keep(lease));
    keeping.start();
    try (Term begun = terms.begin(new LeasedKeeper(keeper, lease), lease)) {
      leader = self;
      set(begun);
      lease.awaitEnd(begun::isBroken);
      LOG.warn("manager {} leads no more", me.name());
    } finally {
      set(null);
      leader = null;
      lease.giveUp();
      keeping.interrupt();
    }
  }

  /** Its node is there, and once its term has begun no other has. */
  private boolean isElected(Keeper keeper) throws KeeperFailure, InterruptedException {
    boolean stands =
        keeper.read(Layout.LEADER).filter(node -> Arrays.equals(node.bytes(), bytes())).isPresent();
    return stands
        && (term == null
            || keeper
                .read(Layout.COMMIT)
                .filter(node -> Fence.isOf(node.bytes(), me.name()))
                .isPresent());
  }

  private static void keep(Lease lease) {
    try {
      lease.keep();
    } catch (InterruptedException over) {
      lease.giveUp();
    }
  }

  private static boolean create(Keeper keeper, String path, byte[] bytes, Keeper.Life life)
      throws KeeperFailure, InterruptedException {
    try {
      keeper.change(List.of(new Keeper.Create(path, bytes, life)));
      return true;
    } catch (KeeperFailure failure) {
      if (failure.kind() == KeeperFailure.Kind.REFUSED) {
        return false;
      }
      throw failure;
    }
  }

  private static Optional<Candidate> read(Keeper keeper, String path)
      throws IOException, InterruptedException {
    Optional<Keeper.Node> node = keeper.read(path);
    try {
      return node.map(found -> Json.LENIENT.readValue(found.bytes(), Candidate.class));
    } catch (JacksonException malformed) {
      throw new IOException(path + " is damaged: " + malformed.getOriginalMessage(), malformed);
    }
  }

  private byte[] bytes() {
    return Json.LENIENT.writeValueAsBytes(self);
  }

  private void set(@Nullable Term current) {
    term = current;
    signal();
  }

  private void signal() {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
