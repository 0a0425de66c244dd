package io.godwit.testbed.simulation.host;

import io.godwit.protocol.agent.ToAgent;
import io.godwit.protocol.agent.ToManager;
import io.godwit.testbed.simulation.network.Network;
import java.util.Optional;

/** Where agents come in. */
public interface ManagerDoor {
  /** A link that is open in one direction or both. */
  interface Link {
    /** Sends, if it is still open; never blocks. */
    void send(ToManager message);

    void close();
  }

  /** What an agent does with what comes back. */
  interface Guest {
    void told(ToAgent message);

    void lost();
  }

  /** Managers there are, in the order an agent tries them. */
  int count();

  /** Opens a link to a manager, if it leads and can be reached. */
  Optional<Link> open(int manager, Network.Port from, Guest guest);
}
