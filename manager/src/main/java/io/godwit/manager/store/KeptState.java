package io.godwit.manager.store;

import io.godwit.manager.entity.EntityKey;
import io.godwit.manager.entity.UnreadableState;
import io.godwit.protocol.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.data.Stat;
import org.apache.zookeeper.server.DataTree;
import org.apache.zookeeper.server.persistence.FileTxnSnapLog;
import tools.jackson.core.JacksonException;

/**
 * What is kept in a folder whose manager does not run.
 *
 * @param term the newest term of leadership
 * @param leader who led in it
 * @param entities every entity in the form it was written in
 */
public record KeptState(long term, String leader, SortedMap<EntityKey, byte[]> entities) {
  private static final int ENTITIES_PER_STEP = 1000;
  private static final Duration SESSION = Duration.ofSeconds(10);
  private static final Duration CONNECT_DEADLINE = Duration.ofSeconds(60);

  /**
   * Reads a manager's folder without starting anything.
   *
   * @param data the folder as in the manager's configuration
   * @throws IOException if it is in use, holds nothing, or cannot be read
   */
  public static KeptState read(Path data) throws IOException {
    Path folder = Ensemble.folder(data);
    if (!Files.exists(folder.resolve("version-2"))) {
      throw new IOException(
          data + " holds no state: no manager has run there, or its ensemble is someone else's");
    }
    try (FolderLock lock = FolderLock.take(folder)) {
      return read(tree(folder));
    }
  }

  private static DataTree tree(Path folder) throws IOException {
    DataTree tree = new DataTree();
    FileTxnSnapLog files = new FileTxnSnapLog(folder.toFile(), folder.toFile());
    try {
      files.restore(tree, new ConcurrentHashMap<>(), (header, transaction, digest) -> {});
      return tree;
    } catch (IOException damaged) {
      throw new UnreadableState(
          "ZooKeeper's files in "
              + folder
              + " are damaged: "
              + damaged.getMessage()
              + ". Nothing was changed. If there are other managers, remove this one and let it"
              + " join again; otherwise restore a backup with 'godwit-manager restore'.",
          damaged);
    } finally {
      files.close();
    }
  }

  private static KeptState read(DataTree tree) throws IOException {
    try {
      Fence fence = Json.LENIENT.readValue(bytes(tree, Layout.COMMIT), Fence.class);
      SortedMap<EntityKey, byte[]> entities = new TreeMap<>();
      for (String kind : children(tree, Layout.STATE)) {
        for (String bucket : children(tree, Layout.kind(kind))) {
          String folder = Layout.kind(kind) + "/" + bucket;
          for (String id : children(tree, folder)) {
            entities.put(new EntityKey(kind, id), bytes(tree, folder + "/" + id));
          }
        }
      }
      return new KeptState(fence.term(), fence.leader(), entities);
    } catch (KeeperException.NoNodeException missing) {
      throw new UnreadableState(
          "The state has no " + missing.getPath() + ": no manager has led yet, or it is damaged.",
          missing);
    } catch (JacksonException damaged) {
      throw new UnreadableState(
          "The commit node is damaged: " + damaged.getOriginalMessage() + ".", damaged);
    }
  }

  private static List<String> children(DataTree tree, String path)
      throws KeeperException.NoNodeException {
    return tree.getChildren(path, new Stat(), null);
  }

  private static byte[] bytes(DataTree tree, String path) throws KeeperException.NoNodeException {
    return tree.getData(path, new Stat(), null);
  }

  /**
   * Makes a folder in which nothing is kept the folder of a manager that has this state.
   *
   * @param data the folder as in the manager's configuration
   * @throws IOException if something is kept there already, or it cannot be written; there is
   *     nothing in the folder then that a manager would take for its state
   */
  public void found(Path data, String secret, String host, int port)
      throws IOException, InterruptedException {
    Path folder = Ensemble.folder(data);
    if (Files.exists(folder)) {
      throw new IOException(
          folder + " exists already. Move it away first; a restore never writes over a state");
    }
    Path fresh = folder.resolveSibling(folder.getFileName() + ".restoring");
    deleteTree(fresh);
    Peer self = new Peer(1, host, port);
    EmbeddedZooKeeper.Settings settings =
        new EmbeddedZooKeeper.Settings(fresh, self, List.of(self), secret, Optional.empty());
    try (EmbeddedZooKeeper server = EmbeddedZooKeeper.start(settings);
        ZooKeeperSession session =
            ZooKeeperSession.open(server.access(SESSION), CONNECT_DEADLINE)) {
      write(session);
    }
    Files.move(fresh, folder);
  }

  private void write(Keeper keeper) throws IOException, InterruptedException {
    TreeSet<String> kinds = new TreeSet<>();
    entities.keySet().forEach(key -> kinds.add(key.kind()));
    List<Keeper.Change> changes = new ArrayList<>();
    Layout.folders(kinds).forEach(path -> changes.add(create(path, new byte[0])));
    entities.forEach((key, bytes) -> changes.add(create(Layout.path(key), bytes)));
    Fence fence = new Fence(term, leader, 0);
    changes.add(create(Layout.COMMIT, Json.LENIENT.writeValueAsBytes(fence)));
    for (int from = 0; from < changes.size(); from += ENTITIES_PER_STEP) {
      keeper.change(changes.subList(from, Math.min(changes.size(), from + ENTITIES_PER_STEP)));
    }
  }

  private static Keeper.Change create(String path, byte[] bytes) {
    return new Keeper.Create(path, bytes, Keeper.Life.LASTING);
  }

  private static void deleteTree(Path top) throws IOException {
    if (!Files.exists(top)) {
      return;
    }
    try (var files = Files.walk(top)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
