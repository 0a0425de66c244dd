package io.godwit.manager.event;

import io.godwit.model.event.Event;
import org.jspecify.annotations.Nullable;

/**
 * Who wants something, and from where. Bound by whatever takes requests in; where nothing is bound
 * the manager acts by itself.
 *
 * @param actor a user's name, {@code system} or {@code host:NAME}
 * @param from the address the request came from; empty if nobody asked
 * @param correlation what ties together everything that one request causes
 */
public record Origin(String actor, String from, @Nullable String correlation) {
  /** The manager itself. */
  public static final Origin SYSTEM = new Origin("system", "", null);

  private static final ScopedValue<Origin> BOUND = ScopedValue.newInstance();

  public Origin {
    if (actor.isBlank() || actor.length() > Event.MAX_NAME || from.length() > Event.MAX_NAME) {
      throw new IllegalArgumentException("an origin has an actor, and names of a usual length");
    }
    if (correlation != null && correlation.length() > Event.MAX_WORD) {
      throw new IllegalArgumentException("a correlation has at most " + Event.MAX_WORD);
    }
  }

  /** What an agent's word leads to. */
  public static Origin host(String name) {
    return new Origin("host:" + name, "", null);
  }

  /** Of the request that this thread carries out. */
  public static Origin current() {
    return BOUND.orElse(SYSTEM);
  }

  /** Carries a request out as one of this origin. */
  public <R, X extends Throwable> R call(ScopedValue.CallableOp<R, X> work) throws X {
    return ScopedValue.where(BOUND, this).call(work);
  }
}
