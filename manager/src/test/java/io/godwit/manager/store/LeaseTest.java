package io.godwit.manager.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.godwit.manager.time.Time;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class LeaseTest {
  private final Live keeper = new Live();
  private final AtomicBoolean elected = new AtomicBoolean(true);
  private final Lease lease = new Lease(keeper, Time.REAL, Duration.ofMinutes(5), elected::get);

  @Test
  void isHeldOnceItWasRenewed() throws Exception {
    assertThat(lease.isHeld()).isFalse();
    lease.renew();
    assertThat(lease.isHeld()).isTrue();
    assertThat(keeper.beats).isEqualTo(1);
  }

  @Test
  void isNotRenewedWhenSomeoneHasRemovedTheLeadersNode() {
    elected.set(false);
    KeeperFailure refused = catchThrowableOfType(KeeperFailure.class, lease::renew);
    assertThat(refused.kind()).isEqualTo(KeeperFailure.Kind.EXPIRED);
    assertThat(lease.isHeld()).isFalse();
  }

  /** Its session lives, and would for ever. */
  @Test
  void isGivenUpWhenSomeoneHasRemovedTheLeadersNode() throws Exception {
    lease.renew();
    elected.set(false);
    lease.keep();
    assertThat(lease.isHeld()).isFalse();
    assertThat(keeper.beats).isEqualTo(2);
  }

  /** It was elected, took long to begin, and someone else leads by now. */
  @Test
  void aLeaderChangesNothingOnceItsLeaseIsOver() throws Exception {
    Keeper leaders = new LeasedKeeper(keeper, lease);
    lease.renew();
    List<Keeper.Change> step = List.of(new Keeper.Set(Layout.COMMIT, new byte[0], 7));
    leaders.change(step);
    lease.giveUp();
    KeeperFailure refused = catchThrowableOfType(KeeperFailure.class, () -> leaders.change(step));
    assertThat(refused.kind()).isEqualTo(KeeperFailure.Kind.EXPIRED);
    assertThat(keeper.beats).isEqualTo(2);
  }

  /** A session that lives: every write is agreed to. */
  private static final class Live implements Keeper {
    int beats;

    @Override
    public void change(List<Change> changes) {
      assertThat(changes).hasSize(1);
      beats++;
    }

    @Override
    public Optional<Node> read(String path) {
      throw unexpected();
    }

    @Override
    public List<String> children(String path) {
      throw unexpected();
    }

    @Override
    public List<List<String>> children(List<String> paths) {
      throw unexpected();
    }

    @Override
    public void readAll(List<String> paths, Taker taker) {
      throw unexpected();
    }

    @Override
    public void sync() {
      throw unexpected();
    }

    @Override
    public void awaitChange(String path, Duration patience) {
      throw unexpected();
    }

    @Override
    public void close() {}

    private static IllegalStateException unexpected() {
      return new IllegalStateException("a lease only writes");
    }
  }
}
