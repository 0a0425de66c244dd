package io.godwit.testbed.simulation;

import io.godwit.manager.store.Keeper;
import io.godwit.manager.store.KeeperFailure;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A session that does something else where a test says so. */
class AlteredKeeper implements Keeper {
  final Keeper real;

  AlteredKeeper(Keeper real) {
    this.real = real;
  }

  @Override
  public Optional<Node> read(String path) throws KeeperFailure, InterruptedException {
    return real.read(path);
  }

  @Override
  public List<String> children(String path) throws KeeperFailure, InterruptedException {
    return real.children(path);
  }

  @Override
  public List<List<String>> children(List<String> paths)
      throws KeeperFailure, InterruptedException {
    return real.children(paths);
  }

  @Override
  public void readAll(List<String> paths, Taker taker) throws IOException, InterruptedException {
    real.readAll(paths, taker);
  }

  @Override
  public void sync() throws KeeperFailure, InterruptedException {
    real.sync();
  }

  @Override
  public void change(List<Change> changes) throws KeeperFailure, InterruptedException {
    real.change(changes);
  }

  @Override
  public void awaitChange(String path, Duration patience)
      throws KeeperFailure, InterruptedException {
    real.awaitChange(path, patience);
  }

  @Override
  public void close() {
    real.close();
  }
}
