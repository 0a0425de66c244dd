package io.godwit.manager;

import io.godwit.manager.identity.Identities;
import io.godwit.manager.identity.IdentityBook;
import io.godwit.manager.identity.Ruling;
import io.godwit.manager.inventory.Inventory;
import io.godwit.manager.inventory.StateRecord;
import io.godwit.manager.loop.Outcome;
import java.util.List;
import java.util.function.Function;

/** Identities as a part of the manager's hard state. */
public record InventoryBook(Inventory inventory) implements IdentityBook {
  @Override
  public Identities now() {
    return inventory.now().hard().identities();
  }

  @Override
  public <T> T decide(Function<Identities, Ruling<T>> decision) {
    return inventory.decide(state -> {
      Ruling<T> ruling = decision.apply(state.hard().identities());
      List<StateRecord> records =
          ruling.changes().stream()
              .map(change -> (StateRecord) new StateRecord.OfIdentity(change))
              .toList();
      return Outcome.recorded(records, ruling.result());
    });
  }
}
