package io.godwit.manager.store;

import io.godwit.manager.entity.EntityKey;
import java.util.ArrayList;
import java.util.List;

/**
 * Where things are in the keeper's tree. Pure.
 *
 * <pre>
 * /godwit/commit                     term, leader and number of the newest step: the fence
 * /godwit/leader                     the manager that leads and where it serves; ephemeral
 * /godwit/managers/NAME              managers that run and where they serve; ephemeral
 * /godwit/beat                       rewritten by the leader: proves that it reaches a majority
 * /godwit/state/KIND/BUCKET/ID       one entity each
 * </pre>
 */
final class Layout {
  static final String ROOT = "/godwit";
  static final String COMMIT = ROOT + "/commit";
  static final String BEAT = ROOT + "/beat";
  static final String LEADER = ROOT + "/leader";
  static final String MANAGERS = ROOT + "/managers";
  static final String STATE = ROOT + "/state";

  /** A listing of 40,000 VMs in one node would be larger than a message may be. */
  static final int BUCKETS = 64;

  private Layout() {}

  static String path(EntityKey key) {
    return bucket(key.kind(), Math.floorMod(key.id().hashCode(), BUCKETS)) + "/" + key.id();
  }

  static String kind(String kind) {
    return STATE + "/" + kind;
  }

  static String bucket(String kind, int number) {
    return kind(kind) + "/" + number;
  }

  static EntityKey key(String path) {
    int id = path.lastIndexOf('/');
    String kind = path.substring(STATE.length() + 1, path.lastIndexOf('/', id - 1));
    return new EntityKey(kind, path.substring(id + 1));
  }

  /** Nodes that have to be there before an entity of one of these kinds can be. */
  static List<String> folders(Iterable<String> kinds) {
    List<String> folders = new ArrayList<>(List.of(ROOT, MANAGERS, STATE));
    for (String kind : kinds) {
      folders.add(kind(kind));
      for (int i = 0; i < BUCKETS; i++) {
        folders.add(bucket(kind, i));
      }
    }
    return folders;
  }
}
