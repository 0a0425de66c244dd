package io.godwit.manager.curation;

import io.godwit.manager.catalog.CatalogChange;
import io.godwit.manager.catalog.CatalogKey;
import io.godwit.manager.catalog.CatalogKind;
import io.godwit.manager.event.EventDraft;
import io.godwit.manager.event.Origin;
import io.godwit.manager.inventory.DataCenter;
import io.godwit.manager.inventory.Inventory;
import io.godwit.manager.inventory.StateRecord;
import io.godwit.manager.inventory.VmEntry;
import io.godwit.manager.loop.Outcome;
import io.godwit.manager.task.Idempotency;
import io.godwit.manager.task.Receipt;
import io.godwit.model.catalog.CatalogObject;
import io.godwit.model.catalog.HostAttributes;
import io.godwit.model.catalog.VmAttributes;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.event.Event;
import io.godwit.model.host.HostId;
import io.godwit.model.vm.VmName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Edits what people say of the data center. What they knew is compared with what is, and the edit
 * is recorded with its event, in one decision of the state's loop: nobody comes between. Safe for
 * use by several threads.
 */
public final class Curation {
  private final Inventory inventory;

  public Curation(Inventory inventory) {
    this.inventory = inventory;
  }

  /**
   * Makes an object.
   *
   * @param key under which the call may be repeated
   * @return the object; what an earlier call has made, as it is now, if this one repeats it
   * @throws GodwitException OBJECT_EXISTS, SPEC_INVALID, LIMIT_REACHED; OBJECT_UNKNOWN if an
   *     earlier call has made it and it is gone
   */
  public CatalogObject create(Draft draft, Optional<Idempotency> key) {
    Telling telling = telling();
    return inventory.decide(state -> {
      Optional<Receipt> earlier =
          key.flatMap(k -> state.hard().tasks().receipts().of(k, telling.at));
      if (earlier.isPresent()) {
        return Outcome.of(Edits.require(state, named(earlier.get().led())));
      }
      CatalogObject object = draft.in(state);
      CatalogKey made = CatalogKey.of(object);
      List<StateRecord> records = new ArrayList<>();
      records.add(new StateRecord.OfCatalog(Edits.create(state, object)));
      key.ifPresent(k ->
          records.addAll(
              StateRecord.of(
                  state
                      .hard()
                      .tasks()
                      .receipts()
                      .changes(k, Receipt.Kind.OBJECT, name(made), telling.at))));
      records.add(telling.of(made, "create", "was made", null, object));
      return Outcome.recorded(records, object);
    });
  }

  /**
   * Makes an object what it is to be.
   *
   * @throws GodwitException OBJECT_UNKNOWN, EDIT_STALE, SPEC_INVALID
   */
  public CatalogObject edit(CatalogKey key, Expectation expected, Draft draft) {
    Telling telling = telling();
    return inventory.decide(state -> {
      CatalogObject old = Edits.require(state, key);
      CatalogObject next = draft.in(state);
      if (!CatalogKey.of(next).equals(key)) {
        throw new GodwitException(
            ErrorCode.SPEC_INVALID,
            "The body is of " + CatalogKey.of(next) + ", the path of " + key + ".",
            "A name stays; make a new object and delete the old one.");
      }
      expected.require("The " + key, old, next);
      CatalogChange change = Edits.put(state, next);
      return old.equals(next)
          ? Outcome.of(next)
          : Outcome.recorded(
              List.of(
                  new StateRecord.OfCatalog(change),
                  telling.of(key, "edit", "was edited", old, next)),
              next);
    });
  }

  /**
   * Deletes an object.
   *
   * @param detach of a tag
   * @throws GodwitException OBJECT_UNKNOWN, EDIT_STALE, OBJECT_IN_USE
   */
  public void delete(CatalogKey key, Expectation expected, Detach detach) {
    if (key.kind() == CatalogKind.TAG && detach == Detach.WANTED) {
      while (takeOff(key, expected)) {
        // Some at a time.
      }
    }
    Telling telling = telling();
    inventory.decide(state -> {
      CatalogObject old = Edits.require(state, key);
      expected.require("The " + key, old, null);
      return Outcome.recorded(
          List.of(
              new StateRecord.OfCatalog(Edits.remove(state, key)),
              telling.of(key, "delete", "was deleted", old, null)),
          true);
    });
  }

  private boolean takeOff(CatalogKey tag, Expectation expected) {
    Telling telling = telling();
    return inventory.decide(state -> {
      expected.require("The " + tag, Edits.require(state, tag), null);
      List<CatalogChange> changes = Edits.detach(state, tag);
      if (changes.isEmpty()) {
        return Outcome.of(false);
      }
      List<StateRecord> records = new ArrayList<>();
      changes.forEach(change -> records.add(new StateRecord.OfCatalog(change)));
      records.add(
          telling.of(tag, "detach", "was taken off " + changes.size() + " things", null, null));
      return Outcome.recorded(records, true);
    });
  }

  /**
   * Says something of a host.
   *
   * @param wished of what is said now, what shall be
   * @throws GodwitException HOST_UNKNOWN, EDIT_STALE, SPEC_INVALID, HOST_NOT_EMPTY
   */
  public HostAttributes describe(
      HostId host, Expectation expected, Function<HostAttributes, HostAttributes> wished) {
    Telling telling = telling();
    return inventory.decide(state -> {
      if (!state.knows(host)) {
        throw unknown(host);
      }
      HostAttributes old = state.hard().catalog().of(host);
      HostAttributes next = wished.apply(old);
      expected.require("Host " + host, old, next);
      CatalogChange change = Edits.describe(state, next);
      return Objects.equals(old, next)
          ? Outcome.of(next)
          : Outcome.recorded(
              List.of(
                  new StateRecord.OfCatalog(change),
                  telling.of("host", host.value(), "edit", "was edited", old, next)),
              next);
    });
  }

  /** Makes the attributes of a VM from what the state is. */
  public interface VmWish {
    VmAttributes in(DataCenter state, VmEntry vm);
  }

  /**
   * Says something of a VM.
   *
   * @throws GodwitException VM_UNKNOWN, EDIT_STALE, SPEC_INVALID
   */
  public VmAttributes describe(VmName name, Expectation expected, VmWish wished) {
    Telling telling = telling();
    return inventory.decide(state -> {
      VmEntry vm = state.requireVm(name);
      VmAttributes old = state.hard().catalog().of(vm.id());
      VmAttributes next = wished.in(state, vm);
      expected.require("VM " + name, old, next);
      CatalogChange change = Edits.describe(state, vm, next);
      return Objects.equals(old, next)
          ? Outcome.of(next)
          : Outcome.recorded(
              List.of(
                  new StateRecord.OfCatalog(change),
                  telling.of("vm", name.value(), "edit", "was edited", old, next)),
              next);
    });
  }

  /** The refusal of a host that is not there. */
  public static GodwitException unknown(HostId host) {
    return new GodwitException(
        ErrorCode.HOST_UNKNOWN,
        "There is no host " + host + ".",
        "List the hosts with 'godwit host list'.");
  }

  private static String name(CatalogKey key) {
    return key.kind().name() + "/" + key.id();
  }

  private static CatalogKey named(String led) {
    int slash = led.indexOf('/');
    return new CatalogKey(CatalogKind.valueOf(led.substring(0, slash)), led.substring(slash + 1));
  }

  private Telling telling() {
    return new Telling(Origin.current(), inventory.instant());
  }

  /** Who edits, and when: taken before the decision, which another thread makes. */
  private record Telling(Origin origin, Instant at) {
    StateRecord of(
        CatalogKey key, String verb, String what, @Nullable Object before, @Nullable Object after) {
      return of(key.kind().word(), key.shown(), verb, what, before, after);
    }

    StateRecord of(
        String kind,
        String subject,
        String verb,
        String what,
        @Nullable Object before,
        @Nullable Object after) {
      return StateRecord.happened(
          EventDraft.of(
                  at,
                  origin,
                  kind + "." + verb,
                  kind,
                  subject,
                  Event.Outcome.SUCCEEDED,
                  "The " + kind + " " + subject + " " + what + ".")
              .changing(before, after));
    }
  }
}
