package io.godwit.protocol.agent;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the manager sends. */
@JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME, property = "type")
public sealed interface ToAgent {
  /**
   * The manager knows the host now. Sent once, as the answer to {@code Hello}.
   *
   * @param epoch of the leader; each one's is higher than those before it
   * @param managers where all managers listen for agents, as {@code host:port}, this one included
   */
  record Welcome(String managerVersion, long epoch, List<String> managers) implements ToAgent {
    public Welcome {
      managers = List.copyOf(managers);
    }
  }

  /**
   * Do this and reply under the same number.
   *
   * @param number unique on this link
   * @param correlation what log lines about it have in common, on both sides
   * @param traceparent where it belongs in a trace (W3C Trace Context)
   */
  record Command(
      long number, Order order, @Nullable String correlation, @Nullable String traceparent)
      implements ToAgent {
    /** Of nobody's deed. */
    public Command(long number, Order order) {
      this(number, order, null, null);
    }
  }
}
