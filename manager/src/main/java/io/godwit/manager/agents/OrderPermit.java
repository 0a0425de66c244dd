package io.godwit.manager.agents;

import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.host.HostId;
import io.godwit.protocol.agent.Order;
import java.util.function.BooleanSupplier;

/**
 * Lets orders be sent only as long as no other manager can lead. A process that was stopped for
 * longer than its lease goes on where it was, in the middle of a migration, before anything tells
 * it that its term is over. So it is asked last of all, when there is nothing left to wait for.
 */
public final class OrderPermit {
  private final BooleanSupplier held;

  /**
   * @param held whether the lease is, at this moment
   */
  public OrderPermit(BooleanSupplier held) {
    this.held = held;
  }

  /**
   * Returns if the order may be sent now.
   *
   * @throws GodwitException NO_LEADER if this manager leads no more; the order was not sent
   */
  public void require(HostId host, Order order) {
    if (!held.getAsBoolean()) {
      throw new GodwitException(
          ErrorCode.NO_LEADER,
          "This manager leads no more; the order "
              + order.getClass().getSimpleName()
              + " was not sent to host "
              + host
              + ".",
          "Ask the manager that leads now.");
    }
  }
}
