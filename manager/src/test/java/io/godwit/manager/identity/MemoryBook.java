package io.godwit.manager.identity;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** A book without a loop, which remembers what was recorded. */
public final class MemoryBook implements IdentityBook {
  private final List<IdentityChange> changes = new ArrayList<>();
  private volatile Identities identities = Identities.EMPTY;

  @Override
  public Identities now() {
    return identities;
  }

  @Override
  public synchronized <T> T decide(Function<Identities, Ruling<T>> decision) {
    Ruling<T> ruling = decision.apply(identities);
    Identities next = identities;
    for (IdentityChange change : ruling.changes()) {
      next = next.apply(change);
    }
    changes.addAll(ruling.changes());
    identities = next;
    return ruling.result();
  }

  /** Records without deciding. */
  public void add(IdentityChange change) {
    decide(state -> Ruling.of(change, true));
  }

  public synchronized List<IdentityChange> changes() {
    return List.copyOf(changes);
  }
}
