package io.godwit.protocol.agent;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import org.jspecify.annotations.Nullable;

/** What the manager sends. */
@JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME, property = "type")
public sealed interface ToAgent {
  /** The manager knows the host now. Sent once, as the answer to {@code Hello}. */
  record Welcome(String managerVersion) implements ToAgent {}

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
