package io.godwit.manager.health;

/**
 * How a part is.
 *
 * @param part its name, one word
 * @param detail a phrase for people
 */
public record Finding(String part, State state, String detail) {
  /** Whether it can be relied on. */
  public enum State {
    READY,
    NOT_READY
  }

  public boolean isReady() {
    return state == State.READY;
  }
}
