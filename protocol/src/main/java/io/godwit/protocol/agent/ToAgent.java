package io.godwit.protocol.agent;

import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** What the manager sends. */
@JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME, property = "type")
public sealed interface ToAgent {
  /** The manager knows the host now. Sent once, as the answer to {@code Hello}. */
  record Welcome(String managerVersion) implements ToAgent {}

  /**
   * Do this and reply under the same number.
   *
   * @param number unique on this link
   */
  record Command(long number, Order order) implements ToAgent {}
}
