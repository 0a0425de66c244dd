package io.godwit.manager.store;

import io.godwit.manager.entity.Entities;
import io.godwit.manager.entity.EntityKey;
import io.godwit.manager.entity.EntityWrite;
import io.godwit.manager.loop.StateStore;
import io.godwit.manager.loop.UncertainCommit;
import io.godwit.manager.time.Time;
import io.godwit.protocol.json.Json;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;

/**
 * A state kept through a {@link Keeper} for one term of leadership. Reading it begins the term;
 * from then on no earlier leader can write, and from the moment a later one begins neither can
 * this.
 *
 * @param <S> the state
 * @param <R> its records
 */
public final class FencedStore<S, R> implements StateStore<S, R> {
  /** A step of this many entities is far below the largest message; more is a defect. */
  private static final int MAX_CHANGES = 10_000;

  private static final Duration RETRY = Duration.ofMillis(50);

  private static final Logger LOG = LoggerFactory.getLogger(FencedStore.class);

  private final Keeper keeper;
  private final Entities<S> entities;
  private final Touched<S, R> touched;
  private final Time time;
  private final String name;
  private final Duration patience;
  private Fence fence = Fence.NONE;
  private int version;

  /** Which entities a record may have changed. */
  public interface Touched<S, R> {
    List<EntityKey> keys(S before, R record, S after);
  }

  /**
   * Prepares a term.
   *
   * @param name of the manager that leads
   * @param patience how long a lost connection is waited for before a step is called uncertain; not
   *     longer than a session lasts
   */
  public FencedStore(
      Keeper keeper,
      Entities<S> entities,
      Touched<S, R> touched,
      Time time,
      String name,
      Duration patience) {
    this.keeper = keeper;
    this.entities = entities;
    this.touched = touched;
    this.time = time;
    this.name = name;
    this.patience = patience;
  }

  /** The term, once {@link #load} has begun it. */
  public long term() {
    return fence.term();
  }

  @Override
  public S load() throws IOException, InterruptedException {
    makeFolders();
    keeper.sync();
    Fence before = readFence();
    write(before.next(name), List.of());
    Entities<S>.Reading reading = entities.reading();
    // A thousand folders, one round trip after the other, would be most of what a start takes.
    List<String> paths = below(below(below(List.of(Layout.STATE))));
    keeper.readAll(paths, (path, bytes) -> reading.add(Layout.key(path), bytes));
    LOG.info("term {} begins with {} entities", fence.term(), paths.size());
    return reading.state();
  }

  @Override
  public void commit(S before, S after, List<R> records) throws IOException, InterruptedException {
    TreeSet<EntityKey> keys = new TreeSet<>();
    records.forEach(record -> keys.addAll(touched.keys(before, record, after)));
    List<Keeper.Change> changes = new ArrayList<>();
    for (EntityWrite write : entities.writes(before, after, keys)) {
      changes.add(change(write));
    }
    if (changes.size() > MAX_CHANGES) {
      throw new IOException("a step of " + changes.size() + " entities is too large");
    }
    write(fence.following(), changes);
  }

  private List<String> below(List<String> folders) throws KeeperFailure, InterruptedException {
    List<List<String>> names = keeper.children(folders);
    List<String> paths = new ArrayList<>();
    for (int i = 0; i < folders.size(); i++) {
      String folder = folders.get(i);
      names.get(i).forEach(name -> paths.add(folder + "/" + name));
    }
    return paths;
  }

  private static Keeper.Change change(EntityWrite write) {
    String path = Layout.path(write.key());
    Optional<byte[]> bytes = write.bytes();
    if (bytes.isEmpty()) {
      return new Keeper.Delete(path);
    }
    return write.existed()
        ? new Keeper.Set(path, bytes.get(), Keeper.ANY)
        : new Keeper.Create(path, bytes.get(), Keeper.Life.LASTING);
  }

  /** Writes a step, and finds out what became of it when the connection breaks meanwhile. */
  private void write(Fence next, List<Keeper.Change> changes)
      throws IOException, InterruptedException {
    List<Keeper.Change> step = new ArrayList<>();
    step.add(new Keeper.Set(Layout.COMMIT, Json.LENIENT.writeValueAsBytes(next), version));
    step.addAll(changes);
    long end = time.nanos() + patience.toNanos();
    boolean asked = false;
    while (true) {
      try {
        if (asked && isKept(next)) {
          break;
        }
        keeper.change(step);
        break;
      } catch (KeeperFailure failure) {
        switch (failure.kind()) {
          case REFUSED -> throw refused(failure);
          case EXPIRED -> throw new UncertainCommit("the session with the keeper is over", failure);
          case LOST -> {
            asked = true;
            if (time.nanos() > end) {
              throw new UncertainCommit("the keeper cannot be reached", failure);
            }
            time.sleep(RETRY);
          }
        }
      }
    }
    fence = next;
    version++;
  }

  /** Whether a step whose answer was lost has been written after all. */
  private boolean isKept(Fence next) throws IOException, InterruptedException {
    keeper.sync();
    Keeper.Node node = keeper.read(Layout.COMMIT).orElseThrow(FencedStore::gone);
    if (node.version() == version) {
      return false;
    }
    Fence found = decode(node.bytes());
    if (node.version() == version + 1 && found.equals(next)) {
      return true;
    }
    throw deposed(found);
  }

  /** A step that cannot be written is a defect, unless someone else has begun a term. */
  private IOException refused(KeeperFailure failure) throws IOException, InterruptedException {
    Fence found = decode(keeper.read(Layout.COMMIT).orElseThrow(FencedStore::gone).bytes());
    return found.equals(fence) ? failure : deposed(found);
  }

  private static UncertainCommit deposed(Fence found) {
    return new UncertainCommit(
        "manager " + found.leader() + " leads since term " + found.term() + " began");
  }

  private static IOException gone() {
    return new UncertainCommit("the commit node is gone");
  }

  private Fence readFence() throws IOException, InterruptedException {
    Optional<Keeper.Node> node = keeper.read(Layout.COMMIT);
    version = node.map(Keeper.Node::version).orElse(0);
    fence = node.isEmpty() ? Fence.NONE : decode(node.get().bytes());
    return fence;
  }

  private static Fence decode(byte[] bytes) throws IOException {
    try {
      return Json.LENIENT.readValue(bytes, Fence.class);
    } catch (JacksonException malformed) {
      throw new IOException("the commit node is damaged: " + malformed.getOriginalMessage());
    }
  }

  private void makeFolders() throws IOException, InterruptedException {
    List<String> missing = new ArrayList<>();
    if (keeper.read(Layout.COMMIT).isEmpty()) {
      missing.addAll(Layout.folders(entities.kinds()));
    } else {
      List<String> kinds = keeper.children(Layout.STATE);
      for (String kind : entities.kinds()) {
        if (!kinds.contains(kind)) {
          List<String> folders = Layout.folders(List.of(kind));
          missing.addAll(folders.subList(folders.indexOf(Layout.kind(kind)), folders.size()));
        }
      }
    }
    List<Keeper.Change> creations = new ArrayList<>();
    Set<String> there = new HashSet<>();
    keeper.readAll(missing, (path, bytes) -> there.add(path));
    for (String path : missing) {
      if (!there.contains(path)) {
        creations.add(new Keeper.Create(path, new byte[0], Keeper.Life.LASTING));
      }
    }
    if (keeper.read(Layout.COMMIT).isEmpty()) {
      byte[] none = Json.LENIENT.writeValueAsBytes(Fence.NONE);
      creations.add(new Keeper.Create(Layout.COMMIT, none, Keeper.Life.LASTING));
    }
    if (!creations.isEmpty()) {
      keeper.change(creations);
    }
  }
}
