package io.godwit.testbed.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.manager.inventory.DataCenter;
import io.godwit.manager.inventory.StateRecord;
import io.godwit.manager.loop.StateStore;
import io.godwit.manager.loop.UncertainCommit;
import io.godwit.manager.store.Keeper;
import io.godwit.manager.store.KeeperFailure;
import io.godwit.manager.time.Time;
import io.godwit.testbed.simulation.center.Flaws;
import io.godwit.testbed.simulation.center.Violation;
import io.godwit.testbed.simulation.host.Rules;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.Condition;
import org.junit.jupiter.api.Test;

/** A simulation that finds nothing may be blind: each of these defects has to be seen. */
final class MutantsTest {
  /** Plays seeds until one fails; that has to come soon, and for the right reason. */
  private static void isSeen(Flaws flaws, long withinSeeds, String... reasons)
      throws InterruptedException {
    Optional<Campaign.Failure> failure = new Campaign(1, withinSeeds, flaws).run().failure();
    assertThat(failure).as("within %d seeds", withinSeeds).isPresent();
    assertThat(failure.get().why()).isInstanceOf(Violation.class);
    String why = failure.get().why().getMessage();
    assertThat(List.of(reasons)).as(why).anyMatch(why::contains);
  }

  @Test
  void aLeaseThatOutlivesItsSession() throws Exception {
    isSeen(Flaws.ofLease(2, false, real -> real), 100, "both hold a lease");
  }

  @Test
  void aLeaseByAClockThatJumps() throws Exception {
    isSeen(Flaws.ofLease(1, false, WallClock::new), 1000, "both hold a lease");
  }

  /** Measures by the clock that people set. */
  private record WallClock(Time real) implements Time {
    @Override
    public long nanos() {
      Instant now = real.instant();
      return now.getEpochSecond() * 1_000_000_000L + now.getNano();
    }

    @Override
    public Instant instant() {
      return real.instant();
    }

    @Override
    public long awaitNanos(Condition condition, long nanos) throws InterruptedException {
      return real.awaitNanos(condition, nanos);
    }

    @Override
    public void sleep(Duration duration) throws InterruptedException {
      real.sleep(duration);
    }

    @Override
    public Thread thread(String name, Runnable body) {
      return real.thread(name, body);
    }

    @Override
    public Thread platformThread(String name, Runnable body) {
      return real.platformThread(name, body);
    }

    @Override
    public boolean join(Thread thread, Duration patience) throws InterruptedException {
      return real.join(thread, patience);
    }
  }

  @Test
  void aLeaderByItsEarlierSession() throws Exception {
    isSeen(Flaws.ofKeeper(Forgetful::new), 100, "both hold a lease");
  }

  /** Takes a node with its manager's name for its own, whichever session made it. */
  private static final class Forgetful extends AlteredKeeper {
    private final Map<String, byte[]> mine = new TreeMap<>();

    Forgetful(Keeper real) {
      super(real);
    }

    @Override
    public void change(List<Change> changes) throws KeeperFailure, InterruptedException {
      for (Change change : changes) {
        if (change instanceof Create create && create.life() == Life.SESSION) {
          mine.put(create.path(), create.bytes());
        }
      }
      real.change(changes);
    }

    @Override
    public Optional<Node> read(String path) throws KeeperFailure, InterruptedException {
      byte[] own = mine.get(path);
      return real.read(path)
          .map(node ->
              own != null && name(node.bytes()).equals(name(own))
                  ? new Node(own, node.version())
                  : node);
    }

    private static String name(byte[] candidate) {
      String text = new String(candidate, java.nio.charset.StandardCharsets.UTF_8);
      int run = text.indexOf("\"run\"");
      return run < 0 ? text : text.substring(0, run);
    }
  }

  @Test
  void aLostAnswerThatIsTakenForARefusal() throws Exception {
    isSeen(Flaws.ofStore(Hasty::new), 400, "was denied and is there", "although it was refused");
  }

  /** Says that nothing was kept when nobody can say so. */
  private record Hasty(StateStore<DataCenter, StateRecord> real)
      implements StateStore<DataCenter, StateRecord> {
    @Override
    public DataCenter load() throws IOException, InterruptedException {
      return real.load();
    }

    @Override
    public void commit(DataCenter before, DataCenter after, List<StateRecord> records)
        throws IOException, InterruptedException {
      try {
        real.commit(before, after, records);
      } catch (UncertainCommit uncertain) {
        throw new IOException("not kept", uncertain);
      }
    }
  }

  @Test
  void aStoreThatWritesWhateverWasWrittenSince() throws Exception {
    isSeen(Flaws.ofKeeper(Unfenced::new), 100, "wrote in term", "was written after step");
  }

  /** Writes steps at any version of the commit node. */
  private static final class Unfenced extends AlteredKeeper {
    Unfenced(Keeper real) {
      super(real);
    }

    @Override
    public void change(List<Change> changes) throws KeeperFailure, InterruptedException {
      real.change(changes.stream().map(Unfenced::atAnyVersion).toList());
    }

    private static Change atAnyVersion(Change change) {
      return change instanceof Set set ? new Set(set.path(), set.bytes(), ANY) : change;
    }
  }

  @Test
  void agentsThatObeyOlderGenerations() throws Exception {
    isSeen(
        Flaws.ofAgents(new Rules(false, true, true)),
        1000,
        "carries out an order of",
        "has forgotten");
  }

  @Test
  void ordersPastTheLease() throws Exception {
    isSeen(Flaws.ofLease(1, true, real -> real), 1000, "although");
  }

  @Test
  void aDestinationThatIsGivenUpWithoutLooking() throws Exception {
    isSeen(
        Flaws.ofAgents(new Rules(true, true, false)),
        1000,
        "where it left",
        "runs on",
        "has no disk on");
  }

  @Test
  void aHostThatGoesOffLongAfterItWasTakenBack() throws Exception {
    isSeen(Flaws.ofShutdown(Duration.ofMinutes(6)), 1000, "is switched off under the guests");
  }
}
