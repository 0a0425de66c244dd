package io.godwit.manager.store;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A leader's session: it changes nothing once the lease is over. A manager that was elected and
 * took long to begin must not take the term away from the next one.
 */
final class LeasedKeeper implements Keeper {
  private final Keeper keeper;
  private final Lease lease;

  /**
   * @param keeper closed by whoever opened it
   */
  LeasedKeeper(Keeper keeper, Lease lease) {
    this.keeper = keeper;
    this.lease = lease;
  }

  @Override
  public void change(List<Change> changes) throws KeeperFailure, InterruptedException {
    if (!lease.isHeld()) {
      throw new KeeperFailure(KeeperFailure.Kind.EXPIRED, "this manager leads no more");
    }
    keeper.change(changes);
  }

  @Override
  public Optional<Node> read(String path) throws KeeperFailure, InterruptedException {
    return keeper.read(path);
  }

  @Override
  public List<String> children(String path) throws KeeperFailure, InterruptedException {
    return keeper.children(path);
  }

  @Override
  public List<List<String>> children(List<String> paths)
      throws KeeperFailure, InterruptedException {
    return keeper.children(paths);
  }

  @Override
  public void readAll(List<String> paths, Taker taker) throws IOException, InterruptedException {
    keeper.readAll(paths, taker);
  }

  @Override
  public void sync() throws KeeperFailure, InterruptedException {
    keeper.sync();
  }

  @Override
  public void awaitChange(String path, Duration patience)
      throws KeeperFailure, InterruptedException {
    keeper.awaitChange(path, patience);
  }

  @Override
  public void close() {}
}
