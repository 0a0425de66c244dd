package io.godwit.manager.agents;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What this manager is among the managers, as far as agents are concerned. */
public sealed interface Standing {
  /**
   * It decides, and takes links.
   *
   * @param epoch higher than that of every leader before it
   * @param managers where all managers listen for agents, as {@code host:port}
   */
  record Leader(long epoch, List<String> managers) implements Standing {
    public Leader {
      managers = List.copyOf(managers);
    }
  }

  /**
   * It does not decide, and sends agents away.
   *
   * @param leader where the leader listens for agents, as {@code host:port}, if it is known
   */
  record Follower(@Nullable String leader) implements Standing {}
}
