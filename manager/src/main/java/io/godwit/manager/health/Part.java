package io.godwit.manager.health;

import java.util.Locale;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Something that has to work for this manager to be of use. */
@FunctionalInterface
public interface Part {
  /** How it is now; answers within seconds. */
  Finding check();

  /** Whether this manager decides or hands requests on; both are of use. */
  static Part role(Supplier<String> role) {
    return () -> {
      String is = role.get().toLowerCase(Locale.ROOT);
      boolean knows = is.equals("leader") || is.equals("follower");
      return new Finding("role", knows ? Finding.State.READY : Finding.State.NOT_READY, is);
    };
  }

  /**
   * Whether history keeps up.
   *
   * @param backlog what is recorded and not yet in the history database
   * @param most beyond this, what is acknowledged could soon not be queued any more
   */
  static Part history(LongSupplier backlog, long most) {
    return () -> {
      long waiting = backlog.getAsLong();
      return new Finding(
          "history",
          waiting <= most ? Finding.State.READY : Finding.State.NOT_READY,
          waiting + " entries wait for the history database; " + most + " may");
    };
  }
}
